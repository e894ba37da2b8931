import type { Clock } from "#main/ports/clock.ts";

const windowMs = 5_000;
/** Fewer milliseconds say nothing. */
const leastMs = 500;

/** How fast bytes have come in during the last seconds. */
export interface PullRate {
  /** Bytes that are there now; answers bytes per second, where anything can be said. */
  note(completedBytes: number): number | undefined;
}

export function createPullRate(clock: Pick<Clock, "monotonic">): PullRate {
  let samples: readonly { readonly at: number; readonly bytes: number }[] = [];
  return {
    note(bytes) {
      const at = clock.monotonic();
      const recent = samples.filter((it) => at - it.at <= windowMs);
      const [first] = recent;
      samples = [...recent, { at, bytes }];
      if (first === undefined || at - first.at < leastMs) return undefined;
      return Math.max(0, ((bytes - first.bytes) / (at - first.at)) * 1_000);
    },
  };
}
