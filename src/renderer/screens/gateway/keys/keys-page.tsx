import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import type { KeyView } from "#shared/gateway/key.ts";
import { Button } from "#renderer/components/button.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { useNow } from "#renderer/components/use-now.ts";
import { t } from "#renderer/messages/t.ts";
import {
  loadGatewayKeys,
  useGatewayKeys,
} from "#renderer/stores/gateway-keys.ts";
import page from "../gateway.module.css";
import { PageHeader } from "../page-header.tsx";
import { PageState } from "../page-state.tsx";
import { Panel } from "../panel.tsx";
import table from "../table.module.css";
import { KeyForm } from "./key-form.tsx";
import { KeyRow } from "./key-row.tsx";
import styles from "./keys.module.css";

const everyTenSeconds = 10_000;

/** Who may come in, with what, and how much of it is used up. */
export function KeysPage() {
  const { loading, keys } = useGatewayKeys();
  const [making, setMaking] = useState(false);
  const [changed, setChanged] = useState<KeyView>();
  const active = keys.filter(({ state }) => state === "active");
  const past = keys.filter(({ state }) => state !== "active");
  return (
    <>
      <PageHeader
        {...(keys.length > 0
          ? { detail: t("gateway.keys.detail", { count: active.length }) }
          : {})}
      >
        <Button
          variant="primary"
          icon={<Plus size={16} aria-hidden />}
          onClick={() => setMaking(true)}
        >
          {t("gateway.keys.new")}
        </Button>
      </PageHeader>
      <PageState loading={loading} onRetry={() => void loadGatewayKeys()}>
        <div className={page.page}>
          {keys.length === 0 && (
            <EmptyState
              icon={<KeyRound size={20} />}
              title={t("gateway.keys.empty")}
              action={
                <Button variant="primary" onClick={() => setMaking(true)}>
                  {t("gateway.keys.new")}
                </Button>
              }
            >
              {t("gateway.keys.emptyExample")}
            </EmptyState>
          )}
          <div className={page.column}>
            {active.length > 0 && (
              <KeysTable
                title={t("gateway.keys.active")}
                keys={active}
                onChange={setChanged}
              />
            )}
            {past.length > 0 && (
              <KeysTable
                title={t("gateway.keys.past")}
                keys={past}
                onChange={setChanged}
              />
            )}
          </div>
        </div>
      </PageState>
      {making && <KeyForm onClose={() => setMaking(false)} />}
      {changed !== undefined && (
        <KeyForm changes={changed} onClose={() => setChanged(undefined)} />
      )}
    </>
  );
}

const columns = [
  "name",
  "key",
  "may",
  "limit",
  "lastUsed",
  "expires",
  "state",
] as const;

function KeysTable({
  title,
  keys,
  onChange,
}: {
  readonly title: string;
  readonly keys: readonly KeyView[];
  readonly onChange: (key: KeyView) => void;
}) {
  const now = useNow(everyTenSeconds);
  return (
    <Panel title={title}>
      <div className={styles.frame}>
        <table className={`${table.table} ${styles.table}`}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`gateway.keys.column.${column}`)}
                </th>
              ))}
              <th scope="col">
                <span className={styles.unseen}>
                  {t("gateway.keys.column.actions")}
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <KeyRow
                key={key.id}
                gatewayKey={key}
                now={now}
                onChange={() => onChange(key)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
