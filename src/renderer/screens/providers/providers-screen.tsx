import { FlaskConical, Plug, Plus } from "lucide-react";
import { useEffect } from "react";
import { Button } from "#renderer/components/button.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { ScreenHeader } from "#renderer/components/screen-header.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { t } from "#renderer/messages/t.ts";
import {
  commonErrorHandlers,
  copyDiagnostics,
} from "#renderer/stores/app-errors.ts";
import { openAddProvider } from "#renderer/stores/instances-add.ts";
import { followHealth } from "#renderer/stores/instances-health.ts";
import { loadInstances, useInstances } from "#renderer/stores/instances.ts";
import { KeyStorageNotices } from "./key-storage-notices.tsx";
import { ProviderCard } from "./provider-card.tsx";
import { addDemo } from "./providers-actions.ts";
import styles from "./providers.module.css";

export function ProvidersScreen() {
  const { loading, instances } = useInstances();
  useEffect(followHealth, []);
  const add = (
    <Button
      variant="primary"
      icon={<Plus size={16} />}
      onClick={() => openAddProvider()}
    >
      {t("providers.add")}
    </Button>
  );
  return (
    <>
      <ScreenHeader
        title={t("providers.title")}
        {...(loading.status === "ready"
          ? { detail: t("providers.detail", { count: instances.length }) }
          : {})}
      >
        {add}
      </ScreenHeader>
      <div className={styles.scroller}>
        <div className={styles.column}>
          <KeyStorageNotices />
          {loading.status === "loading" && (
            <SkeletonRows label={t("common.loading")} rows={3} />
          )}
          {loading.status === "failed" && (
            <ErrorNotice
              error={loading.error}
              handlers={{
                ...commonErrorHandlers,
                retry: () => void loadInstances(),
              }}
              onCopyDiagnostics={(error) => void copyDiagnostics(error)}
            />
          )}
          {loading.status === "ready" && instances.length === 0 && <Nothing />}
          {instances.length > 0 && (
            <ul className={styles.list}>
              {instances.map((instance) => (
                <ProviderCard key={instance.id} instance={instance} />
              ))}
            </ul>
          )}
        </div>
      </div>
    </>
  );
}

function Nothing() {
  return (
    <EmptyState
      icon={<Plug size={20} />}
      title={t("providers.empty")}
      action={
        <>
          <Button variant="primary" onClick={() => openAddProvider()}>
            {t("providers.add")}
          </Button>
          <Button
            icon={<FlaskConical size={16} />}
            onClick={() => void addDemo()}
          >
            {t("providers.tryDemo")}
          </Button>
        </>
      }
    >
      {t("providers.emptyExample")}
    </EmptyState>
  );
}
