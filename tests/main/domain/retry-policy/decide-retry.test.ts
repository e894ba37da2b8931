import { describe, expect, test } from "vitest";
import { decideRetry } from "#main/domain/retry-policy/decide-retry.ts";
import { AppError } from "#shared/errors/app-error.ts";

function decide(changes: {
  retryable?: boolean;
  retryAfterMs?: number;
  attempts?: number;
  hasAlternative?: boolean;
  random?: number;
}) {
  const { retryable = true, retryAfterMs } = changes;
  const data = retryAfterMs === undefined ? {} : { retryAfterMs };
  return decideRetry({
    error: new AppError("rate-limited", { retryable, data }).toJSON(),
    attempts: changes.attempts ?? 1,
    maxAttempts: 3,
    hasAlternative: changes.hasAlternative ?? false,
    random: changes.random ?? 0.5,
  });
}

describe("retry", () => {
  test("waits anywhere up to a bound that doubles", () => {
    expect(decide({ random: 0 })).toBe(0);
    expect(decide({ attempts: 1, random: 0.999 })).toBe(500);
    expect(decide({ attempts: 2, random: 0.999 })).toBe(999);
  });

  test("gives up after the last attempt and on what no retry mends", () => {
    expect(decide({ attempts: 3 })).toBeUndefined();
    expect(decide({ retryable: false })).toBeUndefined();
  });

  test("obeys Retry-After up to 30 s exactly", () => {
    expect(decide({ retryAfterMs: 30_000 })).toBe(30_000);
    expect(decide({ retryAfterMs: 30_001 })).toBeUndefined();
    expect(decide({ retryAfterMs: 0 })).toBe(0);
  });

  test("moves on instead of waiting over 2 s while another target is left", () => {
    expect(decide({ retryAfterMs: 2_000, hasAlternative: true })).toBe(2_000);
    expect(
      decide({ retryAfterMs: 2_001, hasAlternative: true }),
    ).toBeUndefined();
  });

  test("an abort is never retried, whatever it claims", () => {
    const error = new AppError("aborted", { retryable: true }).toJSON();
    const facts = { error, attempts: 1, maxAttempts: 3, random: 0 };
    expect(decideRetry({ ...facts, hasAlternative: false })).toBeUndefined();
  });
});
