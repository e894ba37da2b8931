import { AppError } from "#shared/errors/app-error.ts";
import type { Clock } from "#main/ports/clock.ts";

/** The machine's own time. Its waits keep no process alive. */
export function createSystemClock(): Clock {
  let turn: Promise<void> | undefined;
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
    nextTurn: () =>
      (turn ??= new Promise((resolve) =>
        setImmediate(() => {
          turn = undefined;
          resolve();
        }),
      )),
  };
}

function stopped(): AppError {
  return new AppError("aborted", { message: "Stopped." });
}
