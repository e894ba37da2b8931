import type { ReactNode } from "react";
import type { InstanceView } from "#shared/models/instance.ts";
import { describeError } from "#renderer/format/error.ts";
import { formatDuration, formatPercent } from "#renderer/format/numbers.ts";
import { formatAgo } from "#renderer/format/time.ts";
import { t } from "#renderer/messages/t.ts";
import { isTroubled } from "./provider-state.ts";
import styles from "./providers.module.css";
import type { ConnectionTest } from "./use-connection-test.ts";

/** How the latest test and the calls of this run fared, in one line of figures. */
export function ProviderHealth({
  instance,
  outcome,
}: {
  readonly instance: InstanceView;
  readonly outcome: ConnectionTest | undefined;
}) {
  const parts = [
    ...(outcome?.ok === true ? [<Tested key="test" {...outcome} />] : []),
    ...(instance.enabled ? healthParts(instance) : []),
  ];
  if (parts.length === 0) return null;
  return <p className={styles.health}>{parts}</p>;
}

function Tested({
  modelCount,
  latencyMs,
}: Extract<ConnectionTest, { ok: true }>) {
  return (
    <span className={styles.outcome} role="status">
      {t("provider.testOk", {
        count: modelCount,
        latency: formatDuration(latencyMs),
      })}
    </span>
  );
}

function healthParts({ name, health }: InstanceView): readonly ReactNode[] {
  if (health === undefined) return [];
  const { state, errorRate, firstTokenMs, lastError, lastErrorAt } = health;
  const parts: [string, string, "warn" | "bad" | undefined][] = [];
  if (state !== "closed")
    parts.push([
      "state",
      t(`provider.health.${state}`),
      state === "open" ? "bad" : "warn",
    ]);
  if (firstTokenMs !== undefined) {
    const time = formatDuration(firstTokenMs);
    parts.push(["first", t("provider.health.firstToken", { time }), undefined]);
  }
  parts.push([
    "rate",
    t("provider.health.errorRate", { rate: formatPercent(errorRate) }),
    errorRate > 0 ? "warn" : undefined,
  ]);
  // What still goes wrong has a notice of its own.
  if (
    lastError !== undefined &&
    lastErrorAt !== undefined &&
    !isTroubled(health)
  ) {
    const { sentence } = describeError(lastError, { instance: name });
    const time = formatAgo(lastErrorAt);
    parts.push([
      "last",
      t("provider.health.last", { time, sentence }),
      undefined,
    ]);
  }
  return parts.map(([key, text, tone]) => (
    <span key={key} data-tone={tone}>
      {text}
    </span>
  ));
}
