import { describe, expect, test } from "vitest";
import {
  breakerState,
  errorRate,
  freshBreaker,
  isTrouble,
  noteOutcome,
  startProbe,
  type Breaker,
  type HealthOutcome,
} from "#main/domain/health/breaker.ts";

const success = { type: "success" } as const;
const failure = { type: "failure" } as const;

function after(
  outcomes: readonly HealthOutcome[],
  now = 0,
  start: Breaker = freshBreaker,
): Breaker {
  return outcomes.reduce(
    (breaker, outcome) => noteOutcome(breaker, outcome, now),
    start,
  );
}
const four = [failure, failure, failure, failure];

describe("breaker", () => {
  test("opens after several failures, not after a few among many", () => {
    expect(breakerState(after(four.slice(1)), 1)).toBe("closed");
    expect(breakerState(after(four), 1)).toBe("open");
    const many = Array.from({ length: 10 }, () => success);
    expect(breakerState(after([...many, ...four]), 1)).toBe("closed");
  });

  test("failures long ago do not count", () => {
    const old = after(four.slice(1), 0);
    expect(breakerState(after([failure], 60_000, old), 60_001)).toBe("closed");
  });

  test("lets one call try after its pause, and no second one meanwhile", () => {
    const open = after(four);
    expect(breakerState(open, 14_999)).toBe("open");
    expect(breakerState(open, 15_000)).toBe("half-open");
    const probing = startProbe(open, 15_000);
    expect(breakerState(probing, 15_001)).toBe("open");
    expect(breakerState(probing, 75_000)).toBe("half-open");
  });

  test("a good probe closes it, a bad one doubles the pause up to two minutes", () => {
    const probing = startProbe(after(four), 15_000);
    const closed = after([success], 16_000, probing);
    expect(breakerState(closed, 16_001)).toBe("closed");
    expect(errorRate(closed, 16_001)).toBe(0);
    let breaker = probing;
    const pauses = [30_000, 60_000, 120_000, 120_000];
    let now = 16_000;
    for (const pause of pauses) {
      breaker = after([failure], now, breaker);
      expect(breakerState(breaker, now + pause - 1)).toBe("open");
      expect(breakerState(breaker, now + pause)).toBe("half-open");
      now += pause;
    }
  });

  test("failures of calls that were on their way do not lengthen the pause", () => {
    const open = after(four);
    expect(after([failure], 5_000, open).openUntil).toBe(open.openUntil);
  });

  test("a rate limit is a pause and no failure", () => {
    const cool = after([{ type: "cooldown", milliseconds: 7_000 }]);
    expect(breakerState(cool, 6_999)).toBe("open");
    expect(breakerState(cool, 7_000)).toBe("closed");
    expect(errorRate(cool, 1)).toBe(0);
  });

  test("trouble is the target's, not the caller's", () => {
    expect(isTrouble("upstream-failed")).toBe(true);
    expect(isTrouble("invalid-request")).toBe(false);
    expect(isTrouble("key-rejected")).toBe(false);
  });
});
