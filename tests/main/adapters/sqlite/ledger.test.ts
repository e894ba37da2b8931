import { describe, expect, it } from "vitest";
import type {
  BudgetLimit,
  Reservation,
  Settlement,
} from "#main/ports/ledger.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

const hour = (index: number) =>
  new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString();

function reservation(
  id: string,
  patch: Partial<Reservation> = {},
): Reservation {
  return {
    id,
    reservedAt: hour(0),
    instance: "openrouter",
    model: "x/y",
    nanoUsd: 100,
    tokens: 1_000,
    ...patch,
  };
}

function settlement(
  costNanoUsd: number,
  patch: Partial<Settlement> = {},
): Settlement {
  return {
    settledAt: hour(0),
    outcome: "ok",
    usage: {
      inputTokens: 10,
      outputTokens: 5,
      costNanoUsd,
      costSource: "upstream",
    },
    ...patch,
  };
}

const lost = (count: number) => ({ lost: count, unreadable: 0 });

const spent = (patch: Partial<Omit<BudgetLimit, "limit">> = {}) => ({
  measure: "nanoUsd" as const,
  scope: {},
  since: hour(0),
  ...patch,
});

describe("what is used", () => {
  it("is the reservation until the call ends, then its cost, in every scope", () => {
    const { ledger } = temporaryStore().store;
    const scopes = { keyId: "k", conversationId: "c", comparisonId: "d" };
    ledger.reserve(reservation("a", scopes), []);
    ledger.reserve(reservation("b", { keyId: "k" }), []);
    const all = () =>
      [
        {},
        { keyId: "k" },
        { conversationId: "c" },
        { comparisonId: "d" },
        { keyId: "other" },
      ].map((scope) => ledger.used(spent({ scope })));
    expect(all()).toEqual([200, 200, 100, 100, 0]);
    ledger.settle("a", settlement(30));
    expect(all()).toEqual([130, 130, 30, 30, 0]);
    expect(ledger.used(spent({ measure: "tokens" }))).toBe(1_015);
    expect(ledger.used(spent({ measure: "requests" }))).toBe(2);
  });

  it("counts from the hour that was asked for", () => {
    const { ledger } = temporaryStore().store;
    ledger.reserve(reservation("a", { reservedAt: hour(0) }), []);
    ledger.reserve(reservation("b", { reservedAt: hour(5) }), []);
    expect(ledger.used(spent({ since: hour(5) }))).toBe(100);
    expect(ledger.used(spent({ since: hour(6) }))).toBe(0);
  });

  it("costs nothing after an abort without usage, and the first settlement counts", () => {
    const { ledger } = temporaryStore().store;
    ledger.reserve(reservation("a"), []);
    ledger.settle("a", { settledAt: hour(0), outcome: "aborted" });
    ledger.settle("a", settlement(50));
    expect(ledger.used(spent())).toBe(0);
  });

  it("can be raised while it is open, as far as the limits go", () => {
    const { ledger } = temporaryStore().store;
    const limit = { ...spent(), limit: 250 };
    ledger.reserve(reservation("a", { keyId: "k" }), []);
    expect(ledger.raise("a", { nanoUsd: 251, tokens: 1_000 }, [limit])).toBe(
      limit,
    );
    expect(ledger.used(spent())).toBe(100);
    const tokens = { ...spent({ measure: "tokens" }), limit: 1_999 };
    const more = { nanoUsd: 250, tokens: 2_000 };
    expect(ledger.raise("a", more, [limit, tokens])).toBe(tokens);
    expect(ledger.raise("a", more, [limit])).toBeUndefined();
    expect(ledger.used(spent({ scope: { keyId: "k" } }))).toBe(250);
    ledger.settle("a", settlement(30));
    expect(ledger.raise("a", { nanoUsd: 900, tokens: 1 }, [])).toBeUndefined();
    expect(ledger.used(spent())).toBe(30);
    expect(ledger.used(spent({ measure: "tokens" }))).toBe(15);
  });

  it("may cost more than was reserved", () => {
    const { ledger } = temporaryStore().store;
    ledger.reserve(reservation("a"), []);
    ledger.settle("a", settlement(1_000));
    expect(ledger.used(spent())).toBe(1_000);
  });

  it("stands as reserved when the program ended before the call did", () => {
    const opened = temporaryStore();
    opened.store.ledger.reserve(reservation("a"), []);
    opened.store.ledger.reserve(reservation("b"), []);
    opened.store.ledger.settle("b", settlement(1));
    const { ledger } = opened.reopen();
    expect(ledger.settleLost(hour(1))).toEqual(lost(1));
    expect(ledger.settleLost(hour(1))).toEqual(lost(0));
    ledger.settle("a", settlement(0));
    expect(ledger.used(spent())).toBe(101);
  });

  it("survives the deletion of the chat", () => {
    const { ledger, conversations } = temporaryStore().store;
    conversations.insert({
      id: "c",
      title: "",
      pinned: false,
      systemPrompt: "",
      parameters: {},
      costNanoUsd: 0,
      createdAt: hour(0),
      updatedAt: hour(0),
    });
    ledger.reserve(reservation("a", { conversationId: "c" }), []);
    ledger.settle("a", settlement(30));
    conversations.setRemoved("c", hour(0));
    expect(conversations.purge(hour(1))).toBe(1);
    expect(ledger.used(spent({ scope: { conversationId: "c" } }))).toBe(30);
    expect(ledger.used(spent())).toBe(30);
  });
});

describe("limits", () => {
  it("are checked together with the reservation, which a refusal does not write", () => {
    const { ledger } = temporaryStore().store;
    const wide = { ...spent(), limit: 1_000 };
    const narrow = { ...spent({ scope: { keyId: "k" } }), limit: 250 };
    const ask = (id: string) =>
      ledger.reserve(reservation(id, { keyId: "k" }), [wide, narrow]);
    expect([ask("a"), ask("b"), ask("c")]).toEqual([
      undefined,
      undefined,
      narrow,
    ]);
    expect(ledger.used(spent())).toBe(200);
    ledger.settle("a", settlement(50));
    expect(ask("c")).toBeUndefined();
    expect(ledger.used(spent())).toBe(250);
  });

  it.each([
    ["tokens", 1_999],
    ["requests", 1],
    ["nanoUsd", 199],
  ] as const)("bound %s", (measure, limit) => {
    const { ledger } = temporaryStore().store;
    const bound = { ...spent({ measure }), limit };
    expect(ledger.reserve(reservation("a"), [bound])).toBeUndefined();
    expect(ledger.reserve(reservation("b"), [bound])).toEqual(bound);
  });

  it("let a call through that reaches them exactly", () => {
    const { ledger } = temporaryStore().store;
    expect(
      ledger.reserve(reservation("a"), [{ ...spent(), limit: 100 }]),
    ).toBeUndefined();
    const free = reservation("b", { nanoUsd: 0 });
    expect(ledger.reserve(free, [{ ...spent(), limit: 100 }])).toBeUndefined();
  });
});

it("refuses an id twice and an unknown one", () => {
  const { ledger } = temporaryStore().store;
  ledger.reserve(reservation("a"), []);
  expect(() => ledger.reserve(reservation("a"), [])).toThrow(
    expect.objectContaining({ code: "conflict" }),
  );
  expect(ledger.used(spent())).toBe(100);
  expect(() => ledger.settle("none", settlement(1))).toThrow(
    expect.objectContaining({ code: "not-found" }),
  );
});

describe("activity", () => {
  function filled() {
    const { ledger } = temporaryStore().store;
    const calls = [
      ["a", { keyId: "k" }, settlement(30, { firstTokenMs: 100 })],
      [
        "b",
        { instance: "claude", model: "m" },
        settlement(50, { firstTokenMs: 300 }),
      ],
      [
        "c",
        { reservedAt: hour(23) },
        { settledAt: hour(23), outcome: "failed", errorCode: "overloaded" },
      ],
      [
        "d",
        { reservedAt: hour(25) },
        settlement(0, { outcome: "cached", savedNanoUsd: 30 }),
      ],
    ] as const;
    for (const [id, patch, end] of calls) {
      ledger.reserve(reservation(id, patch), []);
      ledger.settle(id, end);
    }
    ledger.reserve(reservation("open"), []);
    const by = (
      group: "day" | "instance" | "model" | "key",
      utcOffsetMinutes = 0,
    ) =>
      ledger.activity({
        since: hour(0),
        until: hour(48),
        by: group,
        utcOffsetMinutes,
      });
    return { ledger, by };
  }

  it("sums the settled calls by model, dearest first", () => {
    expect(filled().by("model")).toEqual([
      {
        group: "claude:m",
        requests: 1,
        failed: 0,
        cached: 0,
        costNanoUsd: 50,
        savedNanoUsd: 0,
        inputTokens: 10,
        outputTokens: 5,
        firstTokenMs: 300,
      },
      {
        group: "openrouter:x/y",
        requests: 3,
        failed: 1,
        cached: 1,
        costNanoUsd: 30,
        savedNanoUsd: 30,
        inputTokens: 20,
        outputTokens: 10,
        firstTokenMs: 100,
      },
    ]);
  });

  it("draws the edge of a day where the person lives", () => {
    const { by } = filled();
    const days = (offset: number) =>
      by("day", offset).map(({ group, requests }) => [group, requests]);
    expect(days(0)).toEqual([
      ["2026-01-01", 3],
      ["2026-01-02", 1],
    ]);
    expect(days(60)).toEqual([
      ["2026-01-01", 2],
      ["2026-01-02", 2],
    ]);
    expect(days(-120)).toEqual([
      ["2025-12-31", 2],
      ["2026-01-01", 2],
    ]);
  });

  it("groups by instance and by key", () => {
    const { by } = filled();
    expect(by("instance").map(({ group }) => group)).toEqual([
      "claude",
      "openrouter",
    ]);
    expect(by("key").map(({ group, requests }) => [group, requests])).toEqual([
      ["", 3],
      ["k", 1],
    ]);
  });

  it("leaves out what lies outside of the times asked for", () => {
    const { ledger } = filled();
    const query = { by: "day", utcOffsetMinutes: 0 } as const;
    expect(
      ledger.activity({ ...query, since: hour(23), until: hour(25) }),
    ).toHaveLength(1);
    expect(
      ledger.activity({ ...query, since: hour(40), until: hour(50) }),
    ).toEqual([]);
  });
});

// The window shows it after each call, so it may not cost more with each call that was ever made.
it("tells what was spent since any moment, without what is only reserved", () => {
  const opened = temporaryStore();
  const { ledger } = opened.store;
  const spend = (id: string, reservedAt: string, cost?: number) => {
    ledger.reserve(reservation(id, { reservedAt }), []);
    if (cost !== undefined) ledger.settle(id, settlement(cost));
  };
  const at = (minutes: number) =>
    new Date(Date.parse(hour(3)) + minutes * 60_000).toISOString();
  spend("before", at(-1), 1);
  spend("at", at(0), 10);
  spend("half", at(30), 100);
  spend("later", at(90), 1_000);
  spend("open in this hour", at(31));
  spend("open later", at(91));
  expect(ledger.spent(at(0))).toBe(1_110);
  expect(ledger.spent(at(30))).toBe(1_100);
  expect(ledger.spent(at(31))).toBe(1_000);
  expect(ledger.spent(at(120))).toBe(0);
  const next = opened.reopen().ledger;
  expect(next.spent(at(0))).toBe(1_110);
  next.settleLost(at(200));
  expect(next.spent(at(0))).toBe(1_310);
});

describe("what is free", () => {
  const free = (id: string, patch: Partial<Reservation> = {}) =>
    reservation(id, { nanoUsd: 0, isFree: true, keyId: "k", ...patch });
  const tokens = spent({ measure: "tokens", scope: { keyId: "k" } });
  const requests = spent({ measure: "requests" });

  it("counts while it runs, and has its row when it has ended", () => {
    const opened = temporaryStore();
    const { ledger } = opened.store;
    ledger.used(tokens);
    ledger.reserve(free("a"), []);
    expect([ledger.used(tokens), ledger.used(requests)]).toEqual([1_000, 1]);
    ledger.settle("a", settlement(0));
    ledger.settle("a", settlement(0));
    expect([ledger.used(tokens), ledger.used(requests)]).toEqual([15, 1]);
    const reopened = opened.reopen().ledger;
    expect([reopened.used(tokens), reopened.used(requests)]).toEqual([15, 1]);
    expect(reopened.settleLost(hour(1))).toEqual(lost(0));
  });

  it("is not what has no known price: it is written down before it goes out", () => {
    const opened = temporaryStore();
    opened.store.ledger.reserve(reservation("a", { nanoUsd: 0 }), []);
    expect(opened.reopen().ledger.settleLost(hour(1))).toEqual(lost(1));
  });

  it("leaves nothing behind when the program ends before it does", () => {
    const opened = temporaryStore();
    opened.store.ledger.reserve(free("a"), []);
    opened.store.ledger.reserve(reservation("paid"), []);
    opened.store.ledger.settle("paid", settlement(7));
    const { ledger } = opened.reopen();
    expect(ledger.settleLost(hour(1))).toEqual(lost(0));
    expect([ledger.used(tokens), ledger.used(requests)]).toEqual([0, 1]);
  });

  it("is held to limits of tokens with all that runs, also when it grows", () => {
    const { ledger } = temporaryStore().store;
    const limit = { ...tokens, limit: 2_500 };
    expect(ledger.reserve(free("a"), [limit])).toBeUndefined();
    expect(ledger.reserve(free("b"), [limit])).toBeUndefined();
    expect(ledger.reserve(free("c"), [limit])).toBe(limit);
    const grown = { nanoUsd: 0, tokens: 1_501 };
    expect(ledger.raise("a", grown, [limit])).toBe(limit);
    expect(ledger.raise("a", { ...grown, tokens: 1_500 }, [limit])).toBe(
      undefined,
    );
    expect(ledger.used(tokens)).toBe(2_500);
    ledger.settle("b", settlement(0));
    expect(ledger.used(tokens)).toBe(1_515);
  });

  it("is refused an id twice, and may turn out to cost something", () => {
    const { ledger } = temporaryStore().store;
    ledger.reserve(free("a"), []);
    expect(() => ledger.reserve(free("a"), [])).toThrow(
      expect.objectContaining({ code: "conflict" }),
    );
    ledger.settle("a", settlement(40));
    expect(ledger.used(spent())).toBe(40);
  });

  it("stays counted when a transaction that books it is undone", async () => {
    const { ledger } = temporaryStore().store;
    ledger.reserve(free("a"), []);
    const all = await Promise.allSettled([
      ledger.together(() => ledger.settle("a", settlement(0))),
      ledger.together(() => ledger.settle("nobody", settlement(0))),
    ]);
    expect(all.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect([ledger.used(tokens), ledger.used(requests)]).toEqual([15, 1]);
    expect(
      ledger.activity({
        since: hour(0),
        until: hour(1),
        by: "key",
        utcOffsetMinutes: 0,
      }),
    ).toMatchObject([{ group: "k", requests: 1 }]);
  });
});
