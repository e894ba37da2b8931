import type { Pull } from "#shared/models/pull.ts";
import type { Clock } from "#main/ports/clock.ts";

/** Least milliseconds between two tellings. */
const intervalMs = 200;

/** Tells everyone who watches how the pulls stand. */
export interface PullFeed {
  publish(): void;
  watch(
    read: () => Pull[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Pull[], void>;
}

export function createPullFeed(clock: Pick<Clock, "sleep">): PullFeed {
  const watchers = new Set<() => void>();
  return {
    publish() {
      for (const wake of watchers) wake();
    },
    async *watch(read, signal = never) {
      let changed = true;
      let wake: (() => void) | undefined;
      const notice = (): void => {
        changed = true;
        wake?.();
      };
      watchers.add(notice);
      signal.addEventListener("abort", notice);
      try {
        while (!signal.aborted) {
          if (!changed) {
            await new Promise<void>((resolve) => (wake = resolve));
            continue;
          }
          changed = false;
          yield read();
          await clock.sleep(intervalMs, signal).catch(() => undefined);
        }
      } finally {
        watchers.delete(notice);
        signal.removeEventListener("abort", notice);
      }
    },
  };
}

const never = new AbortController().signal;
