import type { InstanceView } from "#shared/models/instance.ts";
import { t } from "#renderer/messages/t.ts";
import type { ConnectionStatus } from "#renderer/rpc/reconnecting-link.ts";

export interface ConnectionSummary {
  readonly state: "good" | "warn" | "bad" | "off" | "busy";
  readonly text: string;
  readonly hint?: string;
}

const mostNames = 2;

/** The foot of the sidebar: how the window stands, and where text may go. */
export function summarizeConnection(
  status: ConnectionStatus,
  instances: readonly InstanceView[],
): ConnectionSummary {
  if (status === "connecting")
    return { state: "busy", text: t("connection.connecting") };
  if (status !== "connected")
    return { state: "bad", text: t("connection.reconnecting") };
  const useful = instances.filter(
    ({ kind, modelCount }) => kind !== "llamacpp" || modelCount > 0,
  );
  if (useful.length === 0)
    return { state: "off", text: t("connection.nothing") };
  const on = useful.filter(({ enabled }) => enabled);
  if (on.length === 0) return { state: "off", text: t("connection.noneOn") };
  const failing = on.filter(({ lastError }) => lastError !== undefined).length;
  return {
    state: failing > 0 ? "warn" : "good",
    text: destinations(on),
    ...(failing > 0
      ? { hint: t("connection.failing", { count: failing }) }
      : {}),
  };
}

function destinations(on: readonly InstanceView[]): string {
  const remote = on.filter(({ local, kind }) => !local && kind !== "demo");
  const local = on.filter(
    (instance) => instance.local && instance.kind !== "demo",
  );
  const simulated = on.some(({ kind }) => kind === "demo");
  if (remote.length === 0 && local.length > 0 && !simulated)
    return t("connection.onlyLocal");
  const names = remote.slice(0, mostNames).map(({ name }) => name);
  const parts = [
    ...(remote.length > mostNames
      ? [
          t("connection.more", {
            names: names.join(", "),
            count: remote.length - mostNames,
          }),
        ]
      : names),
    ...(local.length > 0
      ? [t("connection.local", { count: local.length })]
      : []),
    ...(simulated ? [t("connection.simulated")] : []),
  ];
  return parts.join(", ");
}
