import { orAborted } from "./or-aborted.ts";

/** One place in the queue. */
export interface Turn {
  /** Resolves when it is this one's turn; rejects with `aborted` as soon as the signal is. */
  begin(signal: AbortSignal): Promise<void>;
  /** The turn lasts until this settles, even when `end` comes before. */
  holdUntil(promise: Promise<unknown>): void;
  /** Must be called once, begun or not; resolves when the next may begin. */
  end(): Promise<void>;
}

/** First come, first served, one at a time. */
export class TurnQueue {
  #last: Promise<void> = Promise.resolve();
  #count = 0;

  get isBusy(): boolean {
    return this.#count > 0;
  }

  take(): Turn {
    const previous = this.#last;
    const over = Promise.withResolvers<void>();
    this.#last = previous.then(() => over.promise);
    this.#count += 1;
    let held: Promise<unknown> = Promise.resolve();
    return {
      begin: (signal) => orAborted(previous, signal),
      holdUntil(promise) {
        held = promise.catch(() => {});
      },
      end: async () => {
        await held;
        this.#count -= 1;
        over.resolve();
      },
    };
  }
}
