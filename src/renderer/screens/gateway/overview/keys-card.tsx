import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import type { KeyView } from "#shared/gateway/key.ts";
import { Button } from "#renderer/components/button.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { useNow } from "#renderer/components/use-now.ts";
import { formatAgoShort } from "#renderer/format/time.ts";
import { t } from "#renderer/messages/t.ts";
import {
  loadGatewayKeys,
  useGatewayKeys,
} from "#renderer/stores/gateway-keys.ts";
import { KeyForm } from "../keys/key-form.tsx";
import { LimitMeter } from "../keys/limit-meter.tsx";
import { tightestLimit } from "../keys/limit-text.ts";
import { mayLines, mayText } from "../keys/may-text.ts";
import { PageState } from "../page-state.tsx";
import { Panel } from "../panel.tsx";
import { openGatewayPage } from "../place.ts";
import table from "../table.module.css";
import styles from "./overview.module.css";

const mostRows = 7;
/** Of a key's first characters: `mdk_` and four of its own. */
const shownPrefix = 8;
const everyTenSeconds = 10_000;

/** Who may come in, at a glance. */
export function KeysCard() {
  const { loading, keys } = useGatewayKeys();
  const [making, setMaking] = useState(false);
  const active = keys.filter(({ state }) => state === "active");
  return (
    <Panel
      title={t("gateway.page.keys")}
      actions={
        <>
          {active.length > mostRows && (
            <Button variant="quiet" onClick={() => openGatewayPage("keys")}>
              {t("gateway.keys.all", { count: active.length })}
            </Button>
          )}
          <Button
            variant="quiet"
            icon={<Plus size={16} aria-hidden />}
            onClick={() => setMaking(true)}
          >
            {t("gateway.keys.new")}
          </Button>
        </>
      }
    >
      <PageState loading={loading} onRetry={() => void loadGatewayKeys()}>
        {active.length === 0 ? (
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
        ) : (
          <Rows keys={byUse(active).slice(0, mostRows)} />
        )}
      </PageState>
      {making && <KeyForm onClose={() => setMaking(false)} />}
    </Panel>
  );
}

function byUse(keys: readonly KeyView[]): readonly KeyView[] {
  const at = ({ lastUsedAt, createdAt }: KeyView) => lastUsedAt ?? createdAt;
  return keys.toSorted((a, b) => at(b).localeCompare(at(a)));
}

function Rows({ keys }: { readonly keys: readonly KeyView[] }) {
  const now = useNow(everyTenSeconds);
  return (
    <table className={`${table.table} ${styles.keys}`}>
      <thead>
        <tr>
          <th scope="col">{t("gateway.keys.column.name")}</th>
          <th scope="col">{t("gateway.keys.column.key")}</th>
          <th scope="col">{t("gateway.keys.column.may")}</th>
          <th scope="col">{t("gateway.keys.column.limit")}</th>
          <th scope="col" data-figure>
            {t("gateway.keys.column.lastUsed")}
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => {
          const limit = tightestLimit(key);
          return (
            <tr key={key.id}>
              <th scope="row" title={key.name}>
                {key.name}
              </th>
              <td>
                <code>{key.prefix.slice(0, shownPrefix)}…</code>
              </td>
              <td title={mayLines(key)}>{mayText(key)}</td>
              <td>{limit !== undefined && <LimitMeter row={limit} />}</td>
              <td data-figure>
                {key.lastUsedAt === undefined
                  ? t("gateway.keys.never")
                  : formatAgoShort(key.lastUsedAt, now)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
