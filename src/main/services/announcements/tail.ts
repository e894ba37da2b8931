import type { Clock } from "#main/ports/clock.ts";

/** Tells who follows something that it has grown. */
export interface Tail {
  grew(): void;
  /** Yields after it grew, at most once in so many milliseconds, until the signal aborts. */
  changes(
    everyMs: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<void, void>;
}

export function createTail(clock: Pick<Clock, "sleep">): Tail {
  const wakers = new Set<() => void>();
  return {
    grew() {
      for (const wake of wakers) wake();
    },
    async *changes(everyMs, signal) {
      const ended = signal ?? new AbortController().signal;
      let hasGrown = false;
      let wake = (): void => undefined;
      const onGrowth = (): void => {
        hasGrown = true;
        wake();
      };
      const onAbort = (): void => wake();
      wakers.add(onGrowth);
      ended.addEventListener("abort", onAbort);
      try {
        while (!ended.aborted) {
          if (!hasGrown)
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          if (ended.aborted) return;
          hasGrown = false;
          yield;
          await clock.sleep(everyMs, ended).catch(() => undefined);
        }
      } finally {
        wakers.delete(onGrowth);
        ended.removeEventListener("abort", onAbort);
      }
    },
  };
}
