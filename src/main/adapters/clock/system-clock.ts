import { AppError } from "#shared/errors/app-error.ts";
import type { Clock } from "#main/ports/clock.ts";

/**
 * With more who go on together, those who are first through wait for the last, and whoever waits for
 * them has nothing to do until then.
 */
const mostTogether = 24;

/** The machine's own time. Its waits keep no process alive. */
export function createSystemClock(): Clock {
  let turn: Promise<void> | undefined;
  let waiting = 0;
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(stopped());
        const onAbort = (): void => {
          clearTimeout(timer);
          reject(stopped());
        };
        const timer = setTimeout(() => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        }, milliseconds);
        timer.unref();
        signal.addEventListener("abort", onAbort, { once: true });
      }),
    nextTurn() {
      if (turn === undefined || waiting === mostTogether) {
        const next = new Promise<void>((resolve) =>
          setImmediate(() => {
            if (turn === next) turn = undefined;
            resolve();
          }),
        );
        turn = next;
        waiting = 0;
      }
      waiting += 1;
      return turn;
    },
  };
}

function stopped(): AppError {
  return new AppError("aborted", { message: "Stopped." });
}
