import { describe, expect, test } from "vitest";
import type { AuditEventView } from "#shared/gateway/audit.ts";
import { usualKeyScopes } from "#shared/gateway/key.ts";
import { moveItem } from "#renderer/screens/gateway/aliases/move-item.ts";
import {
  costText,
  servedText,
} from "#renderer/screens/gateway/audit/audit-text.ts";
import {
  limitRows,
  tightestLimit,
} from "#renderer/screens/gateway/keys/limit-text.ts";
import { mayText } from "#renderer/screens/gateway/keys/may-text.ts";

const event: AuditEventView = {
  id: 1,
  requestId: "r",
  time: "2026-03-05T12:00:00Z",
  client: "127.0.0.1",
  route: "POST /v1/chat/completions",
  askedModel: "code",
  servedModel: "ollama-local:qwen3:14b",
  local: true,
  fallback: false,
  attempts: 1,
  status: 200,
  outcome: "ok",
  durationMs: 1_900,
};

describe("a line of the audit", () => {
  test.each([
    [{}, "ollama-local:qwen3:14b", "free"],
    [
      { local: false, costNanoUsd: 4_100_000 },
      "ollama-local:qwen3:14b",
      "$0.0041",
    ],
    [{ attempts: 2 }, "try 2: ollama-local:qwen3:14b", "free"],
    [
      { outcome: "cached", cacheAgeSeconds: 190, savedNanoUsd: 4_100_000 },
      "cache, 3 min old",
      "saved $0.0041",
    ],
    [
      { outcome: "denied", status: 403, error: { code: "denied" } },
      "not allowed by the key",
      "",
    ],
    [
      { outcome: "aborted", status: 200, error: { code: "interrupted" } },
      "ModelDocker was ended",
      "",
    ],
    // A code that nobody has words for yet still says what it is.
    [
      { outcome: "failed", status: 502, error: { code: "odd_code" } },
      "odd_code",
      "",
    ],
    // Nobody knows the price of a cloud model: that is not the same as free.
    [{ local: false }, "ollama-local:qwen3:14b", ""],
  ] as const)("%j is served by “%s” for “%s”", (part, served, cost) => {
    const line = { ...event, ...part } as AuditEventView;
    expect([servedText(line), costText(line)]).toEqual([served, cost]);
  });
});

describe("a key in words", () => {
  test("says what it may", () => {
    const key = { scopes: ["chat" as const, "models" as const] };
    expect(mayText({ ...key, allow: [], deny: [] })).toBe("chat, models");
    const usual = { scopes: [...usualKeyScopes] };
    expect(mayText({ ...usual, allow: [], deny: [] })).toBe("any model");
    expect(mayText({ ...usual, allow: [], deny: ["cloud"] })).toBe(
      "local only",
    );
    expect(mayText({ ...key, allow: [], deny: ["cloud"] })).toBe(
      "chat, models · local only",
    );
    expect(mayText({ ...key, allow: ["demo:*"], deny: [] })).toBe(
      "chat, models · only demo:*",
    );
    expect(mayText({ ...key, allow: ["demo:*"], deny: ["lan"] })).toBe(
      "chat, models · 2 rules",
    );
  });

  test("shows the limit that is nearest to its end", () => {
    const limits = {
      requestsPerMinute: { limit: 120, used: 12 },
      tokensPerDay: { limit: 20_000, used: 19_000 },
      nanoUsdPerMonth: { limit: 5_000_000_000, used: 400_000_000 },
    };
    expect(limitRows({ limits }).map(({ limit }) => limit)).toEqual([
      "≤ 120/min",
      "20k tok/day",
      "$5 a month",
    ]);
    expect(tightestLimit({ limits })).toEqual({
      name: "tokensPerDay",
      fraction: 0.95,
      limit: "20k tok/day",
      used: "19,000 of 20,000 tokens today",
    });
  });
});

test("a target moves within its list and never out of it", () => {
  const items = ["a", "b", "c"];
  expect(moveItem(items, 0, 2)).toEqual(["b", "c", "a"]);
  expect(moveItem(items, 2, 0)).toEqual(["c", "a", "b"]);
  expect(moveItem(items, 0, -1)).toBe(items);
  expect(moveItem(items, 2, 3)).toBe(items);
});
