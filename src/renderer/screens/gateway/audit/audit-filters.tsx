import { Button } from "#renderer/components/button.tsx";
import { SearchField } from "#renderer/components/search-field.tsx";
import { Select } from "#renderer/components/select.tsx";
import { auditOutcomes, type AuditOutcome } from "#shared/gateway/audit.ts";
import { formatCount } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import {
  auditPeriods,
  showAudit,
  useAudit,
  wholeAudit,
} from "#renderer/stores/gateway-audit.ts";
import { auditRowCount } from "#renderer/stores/gateway-audit-rows.ts";
import { useGatewayKeys } from "#renderer/stores/gateway-keys.ts";
import { useSearchDraft } from "../use-search-draft.ts";
import styles from "./audit.module.css";

const anyKey = "any";
const noKey = "none";

/** Which of the events are shown. */
export function AuditFilters() {
  const view = useAudit((state) => state.view);
  const rows = useAudit((state) => state.rows);
  const keys = useGatewayKeys((state) => state.keys);
  const search = useSearchDraft(view.model, (model) => showAudit({ model }));
  const count = formatCount(auditRowCount(rows));
  const filtered =
    view.keyId !== undefined ||
    view.outcome !== undefined ||
    view.period !== "all" ||
    view.model.trim() !== "";
  return (
    <div className={styles.filters}>
      <SearchField
        className={styles.search}
        label={t("gateway.audit.search")}
        value={search.draft}
        found={t(
          rows.totalIsCapped
            ? "gateway.audit.foundMore"
            : "gateway.audit.found",
          { count },
        )}
        onChange={search.setDraft}
      />
      <Select
        label={t("gateway.audit.period")}
        value={view.period}
        options={auditPeriods.map((value) => ({
          value,
          label: t(`gateway.audit.period.${value}`),
        }))}
        onChange={(period) => showAudit({ period })}
      />
      <Select
        label={t("gateway.audit.key")}
        value={view.keyId === null ? noKey : (view.keyId ?? anyKey)}
        options={[
          { value: anyKey, label: t("gateway.audit.anyKey") },
          ...keys.map(({ id, name }) => ({ value: id, label: name })),
          { value: noKey, label: t("gateway.audit.noKey") },
        ]}
        onChange={(value) =>
          showAudit({
            keyId:
              value === anyKey ? undefined : value === noKey ? null : value,
          })
        }
      />
      <Select<AuditOutcome | "any">
        label={t("gateway.audit.outcome")}
        value={view.outcome ?? "any"}
        options={[
          { value: "any", label: t("gateway.audit.anyOutcome") },
          ...auditOutcomes.map((value) => ({
            value,
            label: t(`gateway.audit.outcome.${value}`),
          })),
        ]}
        onChange={(value) =>
          showAudit({ outcome: value === "any" ? undefined : value })
        }
      />
      {filtered && (
        <Button variant="quiet" onClick={() => showAudit(wholeAudit)}>
          {t("gateway.audit.clear")}
        </Button>
      )}
    </div>
  );
}
