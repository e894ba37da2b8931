const minuteMs = 60_000;

/**
 * Milliseconds until one more request may start under `requestsPerMinute`, given the monotonic
 * times of earlier starts, oldest first. Exact over every window of 60 s, not only whole minutes.
 */
export function waitForMinute(
  starts: readonly number[],
  requestsPerMinute: number,
  now: number,
): number {
  const deciding = starts[starts.length - requestsPerMinute];
  return deciding === undefined ? 0 : Math.max(0, deciding + minuteMs - now);
}

/** Starts that still count at `now`. */
export function pruneStarts(
  starts: readonly number[],
  now: number,
): readonly number[] {
  const first = starts.findIndex((start) => start > now - minuteMs);
  return first === -1 ? [] : starts.slice(first);
}
