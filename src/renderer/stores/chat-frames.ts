/** Calls back once soon; several requests before that are one. */
export interface FrameScheduler {
  request(): void;
  cancel(): void;
}

export type CreateScheduler = (callback: () => void) => FrameScheduler;

/** A hidden page draws no frames but must not let events pile up. */
const hiddenMs = 250;

/** Once per animation frame. */
export const onNextFrame: CreateScheduler = (callback) => {
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const clear = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = undefined;
    timer = undefined;
  };
  const run = (): void => {
    clear();
    callback();
  };
  return {
    request: () => {
      if (frame !== undefined) return;
      frame = requestAnimationFrame(run);
      timer = setTimeout(run, hiddenMs);
    },
    cancel: clear,
  };
};
