import { ScrollText } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "#renderer/components/button.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { t } from "#renderer/messages/t.ts";
import { auditRowCount } from "#renderer/stores/gateway-audit-rows.ts";
import {
  followAudit,
  loadAudit,
  showAudit,
  useAudit,
  wholeAudit,
} from "#renderer/stores/gateway-audit.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import { PageHeader } from "../page-header.tsx";
import { PageState } from "../page-state.tsx";
import { openGatewayPage } from "../place.ts";
import { AuditDetailPanel } from "./audit-detail.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditTable } from "./audit-table.tsx";
import styles from "./audit.module.css";
import { ExportButton } from "./export-button.tsx";

/** One line for each request: who asked for what, who answered, and what it came to. */
export function AuditPage() {
  const { loading, view, rows } = useAudit();
  const logging = useSettings((state) => state.values.promptLogging);
  const [selected, setSelected] = useState<number>();
  useEffect(() => followAudit(), []);
  const empty = auditRowCount(rows) === 0;
  const list = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const details = useRef<HTMLElement>(null);

  function close(): void {
    if (details.current?.contains(document.activeElement) === true)
      (grid.current ?? list.current)?.focus();
    setSelected(undefined);
  }

  return (
    <>
      <PageHeader detail={t(`gateway.audit.detail.${logging}`)}>
        <ExportButton view={view} />
      </PageHeader>
      <PageState loading={loading} onRetry={() => void loadAudit()}>
        <div
          className={styles.page}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || selected === undefined) return;
            event.preventDefault();
            close();
          }}
        >
          <AuditFilters />
          <div className={styles.split}>
            <div ref={list} className={styles.list} tabIndex={-1}>
              {empty ? (
                <Nothing whole={view === wholeAudit} />
              ) : (
                <AuditTable
                  scroller={grid}
                  rows={rows}
                  selected={selected}
                  onSelect={setSelected}
                />
              )}
            </div>
            {selected !== undefined && (
              <AuditDetailPanel
                ref={details}
                key={selected}
                id={selected}
                onClose={close}
              />
            )}
          </div>
        </div>
      </PageState>
    </>
  );
}

function Nothing({ whole }: { readonly whole: boolean }) {
  return whole ? (
    <EmptyState
      icon={<ScrollText size={20} />}
      title={t("gateway.audit.empty")}
      action={
        <Button variant="primary" onClick={() => openGatewayPage("overview")}>
          {t("gateway.audit.emptyAction")}
        </Button>
      }
    >
      {t("gateway.audit.emptyExample")}
    </EmptyState>
  ) : (
    <EmptyState
      icon={<ScrollText size={20} />}
      title={t("gateway.audit.noMatch")}
      action={
        <Button onClick={() => showAudit(wholeAudit)}>
          {t("gateway.audit.clear")}
        </Button>
      }
    >
      {t("gateway.audit.noMatchExample")}
    </EmptyState>
  );
}
