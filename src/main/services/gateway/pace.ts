/** Requests within the last minute, by key. Times are monotonic milliseconds. */
export interface Pace {
  count(id: string, now: number): number;
  /** Counts one more; or counts none, and answers the milliseconds to wait. */
  enter(id: string, requestsPerMinute: number, now: number): number;
}

const minuteMs = 60_000;
/** Below it, what no longer counts may stay. */
const spareTimes = 1_024;

export function createPace(): Pace {
  const keys = new Map<string, RecentStarts>();
  const startsOf = (id: string): RecentStarts => {
    const known = keys.get(id) ?? new RecentStarts();
    keys.set(id, known);
    return known;
  };
  return {
    count: (id, now) => startsOf(id).count(now),
    enter: (id, requestsPerMinute, now) =>
      startsOf(id).enter(requestsPerMinute, now),
  };
}

/** Exact over every window of 60 s. Kept in place: a copy would cost a busy key more than its request. */
class RecentStarts {
  #times: number[] = [];
  /** Where those begin that still count. */
  #first = 0;

  count(now: number): number {
    while ((this.#times[this.#first] ?? Infinity) <= now - minuteMs)
      this.#first += 1;
    if (this.#first > spareTimes && this.#first * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#first);
      this.#first = 0;
    }
    return this.#times.length - this.#first;
  }

  enter(requestsPerMinute: number, now: number): number {
    if (this.count(now) >= requestsPerMinute) {
      const deciding = this.#times[this.#times.length - requestsPerMinute] ?? 0;
      return Math.max(0, deciding + minuteMs - now);
    }
    this.#times.push(now);
    return 0;
  }
}
