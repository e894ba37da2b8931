import { Funnel, ScrollText } from "lucide-react";
import { useEffect, useState } from "react";
import type { AuditEventView } from "#shared/gateway/audit.ts";
import { Button } from "#renderer/components/button.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { formatDuration } from "#renderer/format/numbers.ts";
import { formatMoment } from "#renderer/format/time.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "#renderer/stores/app-changes.ts";
import { toErrorJson, type Loading } from "#renderer/stores/app-loading.ts";
import { wholeAudit } from "#renderer/stores/gateway-audit.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import {
  askerText,
  costText,
  servedText,
  statusTone,
} from "../audit/audit-text.ts";
import { ExportButton } from "../audit/export-button.tsx";
import { PageState } from "../page-state.tsx";
import { Panel } from "../panel.tsx";
import { openGatewayPage } from "../place.ts";
import table from "../table.module.css";
import styles from "./overview.module.css";

const mostRows = 8;

/** Who came last. */
export function AuditCard() {
  const [events, setEvents] = useState<readonly AuditEventView[]>([]);
  const [loading, setLoading] = useState<Loading>({ status: "loading" });
  const logging = useSettings((state) => state.values.promptLogging);
  const read = () =>
    void client.audit.query({ limit: mostRows }).then(
      (found) => {
        setEvents(found.events);
        setLoading({ status: "ready" });
      },
      (error: unknown) =>
        setLoading({ status: "failed", error: toErrorJson(error) }),
    );
  useEffect(() => onBackendChange(["audit", "keys"], read), []);
  return (
    <Panel
      title={t("gateway.page.audit")}
      detail={t(`gateway.audit.detail.${logging}`)}
      actions={
        <>
          <Button
            variant="quiet"
            icon={<Funnel size={16} aria-hidden />}
            onClick={() => openGatewayPage("audit")}
          >
            {t("gateway.audit.filter")}
          </Button>
          <ExportButton view={wholeAudit} />
        </>
      }
    >
      <PageState loading={loading} onRetry={read}>
        {events.length === 0 ? (
          <EmptyState
            icon={<ScrollText size={20} />}
            title={t("gateway.audit.empty")}
          >
            {t("gateway.audit.emptyExample")}
          </EmptyState>
        ) : (
          <Rows events={events} />
        )}
      </PageState>
    </Panel>
  );
}

const columns = [
  "time",
  "key",
  "asked",
  "served",
  "status",
  "took",
  "cost",
] as const;

function Rows({ events }: { readonly events: readonly AuditEventView[] }) {
  return (
    <table className={`${table.table} ${styles.audit}`}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column}
              scope="col"
              data-figure={column === "took" || column === "cost"}
            >
              {t(`gateway.audit.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {events.map((event) => {
          const served = servedText(event);
          const asked = event.askedModel ?? event.route;
          return (
            <tr key={event.id}>
              <td>{formatMoment(event.time)}</td>
              <th
                scope="row"
                data-unknown={event.keyId === undefined}
                title={askerText(event)}
              >
                {askerText(event)}
              </th>
              <td title={asked}>{asked}</td>
              <td title={served}>{served}</td>
              <td
                className={styles.status}
                data-tone={statusTone(event)}
                title={t(`gateway.audit.outcome.${event.outcome}`)}
              >
                {event.status}
              </td>
              <td data-figure>{formatDuration(event.durationMs)}</td>
              <td data-figure>{costText(event)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
