import type { Clock } from "#main/ports/clock.ts";
import type { Registry } from "./registry.ts";

const lookEveryMs = 60_000;

/** Lists stale instances once a minute until the signal aborts. Never throws. */
export async function keepFresh(
  dependencies: {
    readonly registry: Registry;
    readonly clock: Clock;
    readonly maximumAgeMs: () => number;
  },
  signal: AbortSignal,
): Promise<void> {
  const { registry, clock, maximumAgeMs } = dependencies;
  while (!signal.aborted) {
    await registry.refreshStale(maximumAgeMs()).catch(() => undefined);
    await clock.sleep(lookEveryMs, signal).catch(() => undefined);
  }
}
