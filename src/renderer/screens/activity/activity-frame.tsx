import { Activity, Download } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#renderer/components/button.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { Menu } from "#renderer/components/menu.tsx";
import { ScreenHeader } from "#renderer/components/screen-header.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { t } from "#renderer/messages/t.ts";
import type { ShownHistory } from "#renderer/stores/activity.ts";
import {
  showActivity,
  useActivityView,
} from "#renderer/stores/activity-view.ts";
import {
  commonErrorHandlers,
  copyDiagnostics,
} from "#renderer/stores/app-errors.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";
import styles from "./activity.module.css";
import type { Page } from "./pages.ts";
import { OwnDays, RangePicker } from "./range-picker.tsx";

type Found = NonNullable<ShownHistory["found"]>;

/** What all pages share: title, range, export, and what stands in for figures that are not there. */
export function ActivityFrame({
  page,
  shown,
  onExport,
  children,
}: {
  readonly page: Page;
  readonly shown: ShownHistory;
  readonly onExport: (found: Found, format: "csv" | "json") => void;
  /** Drawn once there is something to draw. */
  readonly children: (found: Found) => ReactNode;
}) {
  const { found, loading, read } = shown;
  const isEmpty = found !== undefined && found.history.total.requests === 0;
  return (
    <>
      <ScreenHeader
        title={t("activity.title")}
        detail={t(`activity.page.${page}`)}
      >
        <RangePicker />
        {found !== undefined && !isEmpty && (
          <Menu
            align="end"
            trigger={
              <Button variant="quiet" icon={<Download size={16} />}>
                {t("activity.export")}
              </Button>
            }
            entries={(["csv", "json"] as const).map((format) => ({
              label: t(`activity.export.${format}`),
              onSelect: () => onExport(found, format),
            }))}
          />
        )}
      </ScreenHeader>
      <div className={styles.page}>
        <OwnDays />
        {found === undefined && loading.status === "failed" && (
          <ErrorNotice
            error={loading.error}
            handlers={{ ...commonErrorHandlers, retry: read }}
            onCopyDiagnostics={(error) => void copyDiagnostics(error)}
          />
        )}
        {found === undefined && loading.status === "loading" && (
          <SkeletonRows label={t("common.loading")} rows={10} />
        )}
        {isEmpty && page !== "cache" && <NothingUsed />}
        {found !== undefined &&
          (!isEmpty || page === "cache") &&
          children(found)}
      </div>
    </>
  );
}

function NothingUsed() {
  const widest = useActivityView(({ range }) => range === "year");
  return (
    <EmptyState
      icon={<Activity size={20} />}
      title={t(widest ? "activity.empty.never" : "activity.empty.range")}
      action={
        widest ? (
          <Button variant="primary" onClick={() => navigate("chat")}>
            {t("activity.empty.chat")}
          </Button>
        ) : (
          <Button onClick={() => showActivity({ range: "year" })}>
            {t("activity.empty.wider")}
          </Button>
        )
      }
    >
      {t("activity.empty.detail")}
    </EmptyState>
  );
}
