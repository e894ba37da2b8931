import { describe, expect, it, vi } from "vitest";
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
  it("is the reservation until the call ends, then its cost, in every scope", async () => {
    const { ledger } = temporaryStore().store;
    const scopes = { keyId: "k", conversationId: "c", comparisonId: "d" };
    await ledger.reserve(reservation("a", scopes), []);
    await ledger.reserve(reservation("b", { keyId: "k" }), []);
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

  it("counts from the hour that was asked for", async () => {
    const { ledger } = temporaryStore().store;
    await ledger.reserve(reservation("a", { reservedAt: hour(0) }), []);
    await ledger.reserve(reservation("b", { reservedAt: hour(5) }), []);
    expect(ledger.used(spent({ since: hour(5) }))).toBe(100);
    expect(ledger.used(spent({ since: hour(6) }))).toBe(0);
  });

  it("costs nothing after an abort without usage, and the first settlement counts", async () => {
    const { ledger } = temporaryStore().store;
    await ledger.reserve(reservation("a"), []);
    ledger.settle("a", { settledAt: hour(0), outcome: "aborted" });
    ledger.settle("a", settlement(50));
    expect(ledger.used(spent())).toBe(0);
  });

  it("can be raised while it is open, as far as the limits go", async () => {
    const { ledger } = temporaryStore().store;
    const limit = { ...spent(), limit: 250 };
    await ledger.reserve(reservation("a", { keyId: "k" }), []);
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

  it("may cost more than was reserved", async () => {
    const { ledger } = temporaryStore().store;
    await ledger.reserve(reservation("a"), []);
    ledger.settle("a", settlement(1_000));
    expect(ledger.used(spent())).toBe(1_000);
  });

  it("stands as reserved when the program ended before the call did", async () => {
    const opened = temporaryStore();
    await opened.store.ledger.reserve(reservation("a"), []);
    await opened.store.ledger.reserve(reservation("b"), []);
    opened.store.ledger.settle("b", settlement(1));
    const { ledger } = opened.reopen();
    expect(ledger.settleLost(hour(1))).toEqual(lost(1));
    expect(ledger.settleLost(hour(1))).toEqual(lost(0));
    ledger.settle("a", settlement(0));
    expect(ledger.used(spent())).toBe(101);
  });

  it("survives the deletion of the chat", async () => {
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
    await ledger.reserve(reservation("a", { conversationId: "c" }), []);
    ledger.settle("a", settlement(30));
    conversations.setRemoved("c", hour(0));
    expect(conversations.purge(hour(1))).toBe(1);
    expect(ledger.used(spent({ scope: { conversationId: "c" } }))).toBe(30);
    expect(ledger.used(spent())).toBe(30);
  });
});

describe("limits", () => {
  it("are checked together with the reservation, which a refusal does not write", async () => {
    const { ledger } = temporaryStore().store;
    const wide = { ...spent(), limit: 1_000 };
    const narrow = { ...spent({ scope: { keyId: "k" } }), limit: 250 };
    const ask = (id: string) =>
      ledger.reserve(reservation(id, { keyId: "k" }), [wide, narrow]);
    // At the same time, none of them written yet.
    expect(await Promise.all([ask("a"), ask("b"), ask("c")])).toEqual([
      undefined,
      undefined,
      narrow,
    ]);
    expect(ledger.used(spent())).toBe(200);
    ledger.settle("a", settlement(50));
    expect(await ask("c")).toBeUndefined();
    expect(ledger.used(spent())).toBe(250);
  });

  it.each([
    ["tokens", 1_999],
    ["requests", 1],
    ["nanoUsd", 199],
  ] as const)("bound %s", async (measure, limit) => {
    const { ledger } = temporaryStore().store;
    const bound = { ...spent({ measure }), limit };
    expect(await ledger.reserve(reservation("a"), [bound])).toBeUndefined();
    expect(ledger.reserve(reservation("b"), [bound])).toEqual(bound);
  });

  it("let a call through that reaches them exactly", async () => {
    const { ledger } = temporaryStore().store;
    expect(
      await ledger.reserve(reservation("a"), [{ ...spent(), limit: 100 }]),
    ).toBeUndefined();
    const free = reservation("b", { nanoUsd: 0 });
    expect(
      await ledger.reserve(free, [{ ...spent(), limit: 100 }]),
    ).toBeUndefined();
  });
});

it("refuses an id twice and an unknown one", async () => {
  const { ledger } = temporaryStore().store;
  await ledger.reserve(reservation("a"), []);
  expect(() => ledger.reserve(reservation("a"), [])).toThrow(
    expect.objectContaining({ code: "conflict" }),
  );
  expect(ledger.used(spent())).toBe(100);
  expect(() => ledger.settle("none", settlement(1))).toThrow(
    expect.objectContaining({ code: "not-found" }),
  );
});

describe("activity", () => {
  async function filled() {
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
      await ledger.reserve(reservation(id, patch), []);
      ledger.settle(id, end);
    }
    await ledger.reserve(reservation("open"), []);
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

  it("sums the settled calls by model, dearest first", async () => {
    expect((await filled()).by("model")).toEqual([
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

  it("draws the edge of a day where the person lives", async () => {
    const { by } = await filled();
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

  it("groups by instance and by key", async () => {
    const { by } = await filled();
    expect(by("instance").map(({ group }) => group)).toEqual([
      "claude",
      "openrouter",
    ]);
    expect(by("key").map(({ group, requests }) => [group, requests])).toEqual([
      ["", 3],
      ["k", 1],
    ]);
  });

  it("leaves out what lies outside of the times asked for", async () => {
    const { ledger } = await filled();
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
it("tells what was spent since any moment, without what is only reserved", async () => {
  const opened = temporaryStore();
  const { ledger } = opened.store;
  const spend = async (id: string, reservedAt: string, cost?: number) => {
    await ledger.reserve(reservation(id, { reservedAt }), []);
    if (cost !== undefined) ledger.settle(id, settlement(cost));
  };
  const at = (minutes: number) =>
    new Date(Date.parse(hour(3)) + minutes * 60_000).toISOString();
  await spend("before", at(-1), 1);
  await spend("at", at(0), 10);
  await spend("half", at(30), 100);
  await spend("later", at(90), 1_000);
  await spend("open in this hour", at(31));
  await spend("open later", at(91));
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

  it("counts while it runs, and has its row when it has ended", async () => {
    const opened = temporaryStore();
    const { ledger } = opened.store;
    ledger.used(tokens);
    await ledger.reserve(free("a"), []);
    expect([ledger.used(tokens), ledger.used(requests)]).toEqual([1_000, 1]);
    ledger.settle("a", settlement(0));
    ledger.settle("a", settlement(0));
    expect([ledger.used(tokens), ledger.used(requests)]).toEqual([15, 1]);
    const reopened = opened.reopen().ledger;
    expect([reopened.used(tokens), reopened.used(requests)]).toEqual([15, 1]);
    expect(reopened.settleLost(hour(1))).toEqual(lost(0));
  });

  it("is not what has no known price: it is written down before it goes out", async () => {
    const opened = temporaryStore();
    await opened.store.ledger.reserve(reservation("a", { nanoUsd: 0 }), []);
    expect(opened.reopen().ledger.settleLost(hour(1))).toEqual(lost(1));
  });

  it("leaves nothing behind when the program ends before it does", async () => {
    const opened = temporaryStore();
    await opened.store.ledger.reserve(free("a"), []);
    await opened.store.ledger.reserve(reservation("paid"), []);
    opened.store.ledger.settle("paid", settlement(7));
    const { ledger } = opened.reopen();
    expect(ledger.settleLost(hour(1))).toEqual(lost(0));
    expect([ledger.used(tokens), ledger.used(requests)]).toEqual([0, 1]);
  });

  it("is held to limits of tokens with all that runs, also when it grows", async () => {
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

  it("is refused an id twice, and may turn out to cost something", async () => {
    const { ledger } = temporaryStore().store;
    await ledger.reserve(free("a"), []);
    expect(() => ledger.reserve(free("a"), [])).toThrow(
      expect.objectContaining({ code: "conflict" }),
    );
    ledger.settle("a", settlement(40));
    expect(ledger.used(spent())).toBe(40);
  });

  it("stays counted when a transaction that books it is undone", async () => {
    const { ledger } = temporaryStore().store;
    await ledger.reserve(free("a"), []);
    const failed = vi.fn();
    ledger.soon(() => ledger.settle("a", settlement(0)));
    ledger.soon(() => {
      try {
        ledger.settle("nobody", settlement(0));
      } catch (error) {
        failed(error);
        throw error;
      }
    });
    ledger.used(tokens);
    // Once with the other, and once by itself.
    expect(failed).toHaveBeenCalledTimes(2);
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
