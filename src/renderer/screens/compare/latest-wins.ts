/** Runs something again and again as it is asked for, never twice at once and never too often. */
export interface LatestWins {
  /** Soon; any number of requests before that are one. */
  request(): void;
  cancel(): void;
}

/** A request while `run` is under way is one more run after it: what came last is never lost. */
export function createLatestWins(
  run: () => Promise<void>,
  pauseMs: number,
): LatestWins {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy = false;
  let again = false;
  let last = Number.NEGATIVE_INFINITY;

  async function start(): Promise<void> {
    busy = true;
    last = performance.now();
    await run();
    busy = false;
    if (again) request();
  }

  function request(): void {
    again = busy;
    if (busy || timer !== undefined) return;
    const wait = Math.max(0, last + pauseMs - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      void start();
    }, wait);
  }

  return {
    request,
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  };
}
