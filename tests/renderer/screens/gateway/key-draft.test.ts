import { describe, expect, test } from "vitest";
import { keyViewSchema } from "#shared/gateway/key.ts";
import {
  emptyKeyDraft,
  keyDraftOf,
  readKeyDraft,
  type KeyDraft,
} from "#renderer/screens/gateway/keys/key-draft.ts";
import { patternProblem } from "#renderer/screens/gateway/keys/pattern-problem.ts";

const now = Date.parse("2026-03-05T12:00:00Z");
const read = (part: Partial<KeyDraft>) =>
  readKeyDraft({ ...emptyKeyDraft, name: "Editor", ...part }, now);
const problems = (part: Partial<KeyDraft>) => {
  const result = read(part);
  return "problems" in result ? [...result.problems] : [];
};

describe("a key as it is typed", () => {
  test("everything that was said is asked for, everything else is not", () => {
    expect(read({})).toEqual({
      wish: {
        name: "Editor",
        scopes: ["chat", "embeddings", "models"],
        allow: [],
        deny: [],
      },
    });
    expect(
      read({
        name: " Nightly ",
        scopes: ["chat"],
        allow: "demo:*\n\n demo:* \nalias:code",
        deny: "cloud",
        requestsPerMinute: "1,200",
        tokensPerDay: "20 000",
        usdPerMonth: "$1,000.25",
        cache: "off",
        expiry: "month",
      }),
    ).toEqual({
      wish: {
        name: "Nightly",
        scopes: ["chat"],
        allow: ["demo:*", "alias:code"],
        deny: ["cloud"],
        requestsPerMinute: 1_200,
        tokensPerDay: 20_000,
        nanoUsdPerMonth: 1_000_250_000_000,
        cacheMode: "off",
        expiresAt: "2026-04-04T12:00:00.000Z",
      },
    });
  });

  test("a limit that is not one is never taken for no limit", () => {
    expect(problems({ requestsPerMinute: "many" })).toEqual([
      "requestsPerMinute",
    ]);
    expect(problems({ requestsPerMinute: "0" })).toEqual(["requestsPerMinute"]);
    expect(problems({ tokensPerDay: "1.5" })).toEqual(["tokensPerDay"]);
    // A decimal comma must not become a hundred times as much.
    expect(problems({ usdPerMonth: "2,50" })).toEqual(["usdPerMonth"]);
    expect(problems({ usdPerMonth: "-1" })).toEqual(["usdPerMonth"]);
    expect(problems({ name: " ", scopes: [] })).toEqual(["name", "scopes"]);
  });

  test("a rule that could never match is not asked for", () => {
    expect(problems({ allow: "demo:*\nopenrouter", deny: "GPT*" })).toEqual([
      "allow",
      "deny",
    ]);
    expect(patternProblem("demo:*\nopenrouter")).toBe(
      "openrouter matches no model. Perhaps you mean one of these: openrouter:*, *:openrouter, alias:openrouter",
    );
    expect(patternProblem("demo:*\ncloud")).toBeUndefined();
  });

  test("a key lives to the end of its last day, and never to one that is over", () => {
    const result = read({ expiry: "date", expiryDate: "2026-03-06" });
    expect(result).toMatchObject({
      wish: { expiresAt: new Date("2026-03-06T23:59:59").toISOString() },
    });
    expect(problems({ expiry: "date", expiryDate: "" })).toEqual([
      "expiryDate",
    ]);
    expect(problems({ expiry: "date", expiryDate: "2026-03-01" })).toEqual([
      "expiryDate",
    ]);
  });

  test("what is changed begins as it is", () => {
    const wish = {
      name: "Nightly",
      scopes: ["chat" as const],
      allow: ["demo:*"],
      deny: ["cloud", "lan"],
      requestsPerMinute: 5,
      nanoUsdPerMonth: 2_500_000_000,
      expiresAt: new Date("2026-05-01T23:59:59").toISOString(),
    };
    const { requestsPerMinute, nanoUsdPerMonth, ...rest } = wish;
    const key = keyViewSchema.parse({
      ...rest,
      id: "1",
      prefix: "mdk_12345678",
      state: "active",
      limits: {
        requestsPerMinute: { limit: requestsPerMinute, used: 0 },
        nanoUsdPerMonth: { limit: nanoUsdPerMonth, used: 1 },
      },
      createdAt: "2026-03-01T00:00:00Z",
    });
    expect(readKeyDraft(keyDraftOf(key), now)).toEqual({ wish });
  });
});
