import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { InstanceView } from "#shared/models/instance.ts";
import type { DotState } from "#renderer/components/state-dot.tsx";
import type { ConnectionTest } from "./use-connection-test.ts";

export const stateWords = {
  good: "provider.state.ok",
  warn: "provider.state.shaky",
  bad: "provider.state.failed",
  off: "provider.state.off",
  busy: "provider.state.unknown",
} as const satisfies Record<DotState, string>;

/** What is wrong with an instance now: its test or list failed, or its calls do. */
export function errorOf(
  { health, lastError }: InstanceView,
  outcome: ConnectionTest | undefined,
): ErrorJson | undefined {
  if (outcome?.ok === false) return outcome.error;
  if (outcome === undefined && lastError !== undefined) return lastError;
  return isTroubled(health) ? health?.lastError : undefined;
}

/** Calls fail these days, and not only once upon a time. */
export function isTroubled(health: InstanceView["health"]): boolean {
  return (
    health !== undefined && (health.state !== "closed" || health.errorRate > 0)
  );
}

export function dotOf(instance: InstanceView, failed: boolean): DotState {
  const { enabled, health, modelCount, refreshedAt } = instance;
  if (!enabled) return "off";
  if (isTroubled(health)) return health?.state === "open" ? "bad" : "warn";
  if (failed) return "bad";
  return refreshedAt === undefined && modelCount === 0 ? "busy" : "good";
}
