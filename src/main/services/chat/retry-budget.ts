/** Retries that one upstream may cost beside its calls, as a share of them. */
const share = 0.2;
const most = 10;

/** Keeps retries from doubling the load on an upstream that is down. */
export interface RetryBudget {
  noteCall(instance: string): void;
  /** Whether one more retry is left; takes it. */
  take(instance: string): boolean;
}

export function createRetryBudget(): RetryBudget {
  const left = new Map<string, number>();
  return {
    noteCall(instance) {
      left.set(instance, Math.min(most, (left.get(instance) ?? most) + share));
    },
    take(instance) {
      const rest = left.get(instance) ?? most;
      if (rest < 1) return false;
      left.set(instance, rest - 1);
      return true;
    },
  };
}
