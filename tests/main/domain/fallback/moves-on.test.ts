import { expect, test } from "vitest";
import { movesOn } from "#main/domain/fallback/moves-on.ts";
import { errorCodes } from "#shared/errors/app-error.ts";

test("what the caller sent, filters, denials and aborts come back at once", () => {
  const atOnce = [
    "invalid-request",
    "unsupported-parameter",
    "forbidden",
    "context-too-long",
    "content-filtered",
    "denied",
    "aborted",
    "internal",
  ] as const;
  expect(atOnce.filter(movesOn)).toEqual([]);
});

test("trouble of one upstream moves on", () => {
  const trouble = [
    "key-rejected",
    "out-of-credit",
    "model-not-found",
    "rate-limited",
    "overloaded",
    "upstream-failed",
    "upstream-timeout",
    "upstream-unreachable",
    "stream-interrupted",
  ] as const;
  expect(trouble.filter((code) => !movesOn(code))).toEqual([]);
});

test("every code is decided", () => {
  expect(errorCodes.map(movesOn)).not.toContain(undefined);
});
