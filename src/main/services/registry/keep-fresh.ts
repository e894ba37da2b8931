import type { Clock } from "#main/ports/clock.ts";
import type { Registry } from "./registry.ts";

const lookEveryMs = 60_000;
const lookEveryMsOffline = 15_000;

/**
 * Lists stale instances once a minute until the signal aborts; offline, all of them and more often,
 * so that it is noticed when the way is open again. Never throws.
 */
export async function keepFresh(
  dependencies: {
    readonly registry: Registry;
    readonly clock: Clock;
    readonly maximumAgeMs: () => number;
    readonly isOffline: () => boolean;
  },
  signal: AbortSignal,
): Promise<void> {
  const { registry, clock, maximumAgeMs, isOffline } = dependencies;
  while (!signal.aborted) {
    const age = isOffline() ? 0 : maximumAgeMs();
    await registry.refreshStale(age).catch(() => undefined);
    const pause = isOffline() ? lookEveryMsOffline : lookEveryMs;
    await clock.sleep(pause, signal).catch(() => undefined);
  }
}
