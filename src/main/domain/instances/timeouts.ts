/** Limits of one call, in milliseconds. */
export interface Timeouts {
  readonly connectMs: number;
  /** From the request to the first byte of the reply's body. */
  readonly firstByteMs: number;
  /** Between two pieces of the body; a comment counts. */
  readonly idleMs: number;
  /** Between two events; a comment does not count. */
  readonly progressMs: number;
  readonly totalMs: number;
}

/** Where nothing else is set. A server on this computer may first have to load a model. */
export function defaultTimeouts(isHere = false): Timeouts {
  return {
    connectMs: 10_000,
    firstByteMs: isHere ? 600_000 : 120_000,
    idleMs: 60_000,
    progressMs: 600_000,
    totalMs: 3_600_000,
  };
}
