import {
  pruneStarts,
  waitForMinute,
} from "#main/domain/rate-limit/start-window.ts";

/** Requests within the last minute, by key. Times are monotonic milliseconds. */
export interface Pace {
  count(id: string, now: number): number;
  /** Counts one more; or counts none, and answers the milliseconds to wait. */
  enter(id: string, requestsPerMinute: number, now: number): number;
}

export function createPace(): Pace {
  const starts = new Map<string, readonly number[]>();
  const recent = (id: string, now: number) =>
    pruneStarts(starts.get(id) ?? [], now);
  return {
    count: (id, now) => recent(id, now).length,
    enter(id, requestsPerMinute, now) {
      const before = recent(id, now);
      const wait = waitForMinute(before, requestsPerMinute, now);
      starts.set(id, wait > 0 ? before : [...before, now]);
      return wait;
    },
  };
}
