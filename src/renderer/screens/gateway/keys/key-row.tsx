import {
  Ban,
  CircleCheck,
  Clock,
  List,
  MoreHorizontal,
  Pencil,
} from "lucide-react";
import type { KeyView } from "#shared/gateway/key.ts";
import { Chip } from "#renderer/components/chip.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { Menu } from "#renderer/components/menu.tsx";
import { formatAgoShort, formatDate } from "#renderer/format/time.ts";
import { t } from "#renderer/messages/t.ts";
import { showAudit, wholeAudit } from "#renderer/stores/gateway-audit.ts";
import { revokeGatewayKey } from "#renderer/stores/gateway-keys.ts";
import { openGatewayPage } from "../place.ts";
import styles from "./keys.module.css";
import { LimitMeter } from "./limit-meter.tsx";
import { limitRows } from "./limit-text.ts";
import { mayText, mayLines } from "./may-text.ts";

export function KeyRow({
  gatewayKey: key,
  now,
  onChange,
}: {
  readonly gatewayKey: KeyView;
  readonly now: number;
  readonly onChange: () => void;
}) {
  const limits = limitRows(key);
  return (
    <tr className={styles.row} data-past={key.state !== "active"}>
      <th scope="row" title={key.name}>
        {key.name}
      </th>
      <td>
        <code>{key.prefix}…</code>
      </td>
      <td title={mayLines(key)}>{mayText(key)}</td>
      <td>
        {limits.length === 0
          ? t("gateway.keys.unlimited")
          : limits.map((row) => <LimitMeter key={row.name} row={row} />)}
      </td>
      <td>
        {key.lastUsedAt === undefined
          ? t("gateway.keys.never")
          : formatAgoShort(key.lastUsedAt, now)}
      </td>
      <td>
        {key.expiresAt === undefined
          ? t("gateway.keys.never")
          : formatDate(key.expiresAt)}
      </td>
      <td>
        <StateChip state={key.state} />
      </td>
      <td data-figure>
        <Actions gatewayKey={key} onChange={onChange} />
      </td>
    </tr>
  );
}

function StateChip({ state }: Pick<KeyView, "state">) {
  const label = t(`gateway.keys.state.${state}`);
  switch (state) {
    case "active":
      return (
        <Chip tone="good" icon={<CircleCheck size={14} aria-hidden />}>
          {label}
        </Chip>
      );
    case "expired":
      return (
        <Chip tone="warn" icon={<Clock size={14} aria-hidden />}>
          {label}
        </Chip>
      );
    case "revoked":
      return <Chip icon={<Ban size={14} aria-hidden />}>{label}</Chip>;
    default:
      return state;
  }
}

function Actions({
  gatewayKey: key,
  onChange,
}: {
  readonly gatewayKey: KeyView;
  readonly onChange: () => void;
}) {
  const revoked = key.state === "revoked";
  return (
    <Menu
      align="end"
      entries={[
        ...(revoked
          ? []
          : [
              {
                label: t("gateway.keys.edit"),
                icon: <Pencil size={16} />,
                onSelect: onChange,
              },
            ]),
        {
          label: t("gateway.keys.seeAudit"),
          icon: <List size={16} />,
          onSelect: () => {
            showAudit({ ...wholeAudit, keyId: key.id });
            openGatewayPage("audit");
          },
        },
        ...(revoked
          ? []
          : [
              {
                label: t("gateway.keys.revoke"),
                icon: <Ban size={16} />,
                danger: true,
                onSelect: () => void revokeGatewayKey(key),
              },
            ]),
      ]}
      trigger={
        <IconButton
          label={t("gateway.keys.more", { name: key.name })}
          icon={<MoreHorizontal size={16} />}
        />
      }
    />
  );
}
