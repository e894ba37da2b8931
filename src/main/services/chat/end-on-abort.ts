/** Time that a call has to end by itself after an abort. */
const graceMs = 50;

/** Settles with `running`, or soon after an abort: a call that hangs must not hold up the one that left it. */
export function endOnAbort(
  running: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      timer = setTimeout(resolve, graceMs);
    };
    const end = (): void => {
      signal.removeEventListener("abort", onAbort);
      clearTimeout(timer);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    running.then(
      () => {
        end();
        resolve();
      },
      (error: unknown) => {
        end();
        reject(error as Error);
      },
    );
  });
}
