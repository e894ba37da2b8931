import type { ErrorJson } from "#shared/errors/app-error.ts";

/** `Retry-After` beyond this is not waited for. */
const longestRetryAfterMs = 30_000;
/** While another target is left, a wait beyond this moves on instead. */
const patienceWithAlternativeMs = 2_000;
const firstDelayMs = 500;
const longestDelayMs = 8_000;

export interface RetryFacts {
  readonly error: ErrorJson;
  /** Tries of this target so far, this failure included. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** Whether another target is left in the plan. */
  readonly hasAlternative: boolean;
  /** Evenly spread in [0, 1). */
  readonly random: number;
}

/** Milliseconds to wait before the next try of the same target, or undefined to give this target up. */
export function decideRetry(facts: RetryFacts): number | undefined {
  const { error, attempts, maxAttempts, hasAlternative, random } = facts;
  if (!error.retryable || error.code === "aborted") return undefined;
  if (attempts >= maxAttempts) return undefined;
  const delay = requestedDelay(error) ?? jitteredDelay(attempts, random);
  if (delay > longestRetryAfterMs) return undefined;
  if (hasAlternative && delay > patienceWithAlternativeMs) return undefined;
  return delay;
}

function requestedDelay(error: ErrorJson): number | undefined {
  const value = error.data["retryAfterMs"];
  return typeof value === "number" && value >= 0 ? value : undefined;
}

/** Full jitter: anywhere up to the exponential bound, so that callers spread out. */
function jitteredDelay(attempts: number, random: number): number {
  const bound = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempts - 1));
  return Math.round(random * bound);
}
