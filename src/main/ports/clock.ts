/** Time as an argument, so that waiting can be tested without waiting. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a monotonic clock; only differences mean anything. */
  monotonic(): number;
  /** Resolves after `milliseconds`, or rejects at once with AppError `aborted`. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}
