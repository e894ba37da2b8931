/** Time as an argument, so that waiting can be tested without waiting. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a monotonic clock; only differences mean anything. */
  monotonic(): number;
  /** Resolves after `milliseconds`, or rejects at once with AppError `aborted`. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /**
   * Resolves once what has arrived by now was taken in, for everyone who waits at once. Under load
   * what many go through one after the other costs each a quarter less; one alone waits for nothing.
   */
  nextTurn(): Promise<void>;
}
