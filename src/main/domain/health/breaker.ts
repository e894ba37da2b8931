import type { ErrorCode } from "#shared/errors/app-error.ts";

/** What an attempt said about its target; neutral ones (a bad request, an abort) are not told. */
export type HealthOutcome =
  | { readonly type: "success" }
  | { readonly type: "failure" }
  /** The target asked to be left alone. */
  | { readonly type: "cooldown"; readonly milliseconds: number };

/** A target's recent past. Times are monotonic milliseconds. */
export interface Breaker {
  /** Outcomes of the rolling window, oldest first. */
  readonly window: readonly { readonly at: number; readonly isGood: boolean }[];
  /** Closed until then; 0 for a breaker that is closed in the other sense: it lets calls through. */
  readonly openUntil: number;
  /** Times in a row that it opened without a success in between. */
  readonly openings: number;
  /** The one call that tries whether the target is back; it counts until then. */
  readonly probingUntil: number;
}

export const freshBreaker: Breaker = {
  window: [],
  openUntil: 0,
  openings: 0,
  probingUntil: 0,
};

const windowMs = 60_000;
const mostOutcomes = 40;
const momentMs = 1_000;
const leastFailures = 4;
const shortestPauseMs = 15_000;
const longestPauseMs = 120_000;
const longestCooldownMs = 60_000;
/** A probe that never came back does not block the next one for longer. */
const probeMs = 60_000;

/** The breaker after one more outcome. */
export function noteOutcome(
  breaker: Breaker,
  outcome: HealthOutcome,
  now: number,
): Breaker {
  if (outcome.type === "cooldown") {
    const until = now + Math.min(outcome.milliseconds, longestCooldownMs);
    return { ...breaker, openUntil: Math.max(breaker.openUntil, until) };
  }
  const isGood = outcome.type === "success";
  if (isGood && isFullOfSuccess(breaker, now)) return breaker;
  const window = recent(breaker, now).slice(1 - mostOutcomes);
  window.push({ at: now, isGood });
  if (isGood && breaker.openings > 0)
    return { ...freshBreaker, window: [{ at: now, isGood }] };
  if (isGood) return { ...breaker, window, probingUntil: 0 };
  const failures = window.filter((it) => !it.isGood).length;
  const isBad = failures >= leastFailures && failures * 2 >= window.length;
  const isProbe = breaker.openings > 0 && now >= breaker.openUntil;
  if (!isBad && !isProbe) return { ...breaker, window };
  if (now < breaker.openUntil) return { ...breaker, window };
  const openings = breaker.openings + 1;
  const pause = Math.min(longestPauseMs, shortestPauseMs * 2 ** (openings - 1));
  return { window, openUntil: now + pause, openings, probingUntil: 0 };
}

/** One more success of a busy target tells nothing that the last moment did not. */
function isFullOfSuccess(
  { window, openings, probingUntil }: Breaker,
  now: number,
): boolean {
  const [oldest] = window;
  if (oldest === undefined || now - oldest.at > momentMs) return false;
  const isClosed = openings === 0 && probingUntil === 0;
  const isFull = window.length === mostOutcomes;
  return isClosed && isFull && window.every(({ isGood }) => isGood);
}

export type BreakerState = "closed" | "open" | "half-open";

/** `half-open`: the pause is over and one call may try. */
export function breakerState(breaker: Breaker, now: number): BreakerState {
  if (now < breaker.openUntil) return "open";
  if (breaker.openings === 0) return "closed";
  return now < breaker.probingUntil ? "open" : "half-open";
}

/** The breaker once the trying call is on its way. */
export function startProbe(breaker: Breaker, now: number): Breaker {
  return { ...breaker, probingUntil: now + probeMs };
}

/** Share of failures in the window, 0 to 1. */
export function errorRate(breaker: Breaker, now: number): number {
  const window = recent(breaker, now);
  if (window.length === 0) return 0;
  return window.filter((it) => !it.isGood).length / window.length;
}

/** Codes that say that the target itself is in trouble. */
const troubles: ReadonlySet<ErrorCode> = new Set([
  "upstream-failed",
  "upstream-invalid",
  "upstream-timeout",
  "upstream-unreachable",
  "overloaded",
  "stream-interrupted",
  "local-crashed",
] as const satisfies readonly ErrorCode[]);

export function isTrouble(code: ErrorCode): boolean {
  return troubles.has(code);
}

function recent({ window }: Breaker, now: number): Breaker["window"] {
  const isRecent = (it: Breaker["window"][number]) => now - it.at < windowMs;
  const [oldest] = window;
  return oldest === undefined || isRecent(oldest)
    ? window
    : window.filter(isRecent);
}
