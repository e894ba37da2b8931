import type { ReactNode } from "react";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { t } from "#renderer/messages/t.ts";
import {
  commonErrorHandlers,
  copyDiagnostics,
} from "#renderer/stores/app-errors.ts";
import type { Loading } from "#renderer/stores/app-loading.ts";
import styles from "./gateway.module.css";

/** What is shown of something that is on its way, that failed, or that is there. */
export function PageState({
  loading,
  onRetry,
  children,
}: {
  readonly loading: Loading;
  readonly onRetry: () => void;
  readonly children: ReactNode;
}) {
  if (loading.status === "loading")
    return <SkeletonRows label={t("common.loading")} rows={8} />;
  if (loading.status === "failed")
    return (
      <div className={styles.failed}>
        <ErrorNotice
          error={loading.error}
          handlers={{ ...commonErrorHandlers, retry: onRetry }}
          onCopyDiagnostics={(error) => void copyDiagnostics(error)}
        />
      </div>
    );
  return children;
}
