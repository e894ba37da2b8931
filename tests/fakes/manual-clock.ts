import type { Clock } from "#main/ports/clock.ts";
import { AppError } from "#shared/errors/app-error.ts";

/** Time that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves time on and lets everything that was due run. */
  advance(milliseconds: number): Promise<void>;
  /** How many sleeps wait now. */
  sleeping(): number;
}

export function createManualClock(): ManualClock {
  let now = 0;
  const sleepers = new Set<{ due: number; wake: () => void }>();
  return {
    now: () => now,
    monotonic: () => now,
    sleep(milliseconds, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sleeper = { due: now + milliseconds, wake: resolve };
      const stop = () => {
        sleepers.delete(sleeper);
        reject(new AppError("aborted"));
      };
      if (signal.aborted) stop();
      else {
        sleepers.add(sleeper);
        signal.addEventListener("abort", stop, { once: true });
      }
      return promise;
    },
    nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
    async advance(milliseconds) {
      now += milliseconds;
      for (const sleeper of sleepers) {
        if (sleeper.due > now) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
    sleeping: () => sleepers.size,
  };
}
