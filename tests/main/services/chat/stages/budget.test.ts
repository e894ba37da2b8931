import { describe, expect, test } from "vitest";
import {
  createFakeProvider,
  failed,
  stop,
  text,
  usage,
  type Step,
} from "#tests/fakes/chat-provider.ts";
import { aCall, collect, createTestEngine } from "#tests/fakes/engine.ts";
import type { Budget } from "#main/services/money/budgets.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

const never = new AbortController().signal;
/** A thousandth of a cent per token: the prompt of 7 tokens and 4,096 out are about 4.1 cents. */
const price = { input: "0.00001", output: "0.00001" };
const since = new Date(0).toISOString();

function bound(cents: number): Budget {
  return {
    name: "day",
    limit: { measure: "nanoUsd", scope: {}, since, limit: cents * 1e7 },
  };
}

function setUp(
  scripts: Readonly<Record<string, readonly Step[]>>,
  options: {
    cents?: number;
    free?: readonly string[];
    /** Nobody knows what it costs before somebody tells. */
    unpriced?: boolean;
  } = {},
) {
  const { store } = temporaryStore();
  const { ledger } = store;
  const providers = Object.fromEntries(
    Object.entries(scripts).map(([id, script]) => [
      id,
      createFakeProvider(script),
    ]),
  );
  const { cents, free = [], unpriced = false } = options;
  const engine = createTestEngine(providers, {
    ...(!unpriced && { price }),
    ledger,
    free,
    budgets: cents === undefined ? [] : [bound(cents)],
  });
  const used = () => ledger.used({ measure: "nanoUsd", scope: {}, since });
  const rows = () =>
    ledger.activity({
      since,
      until: "2100-01-01T00:00:00Z",
      by: "instance",
      utcOffsetMinutes: 0,
    });
  return { ...engine, providers, ledger, used, rows };
}

describe("booking", () => {
  test("the upstream's own figure replaces what was reserved", async () => {
    let reserved = 0;
    const { runner, used } = setUp({
      a: [
        () => void (reserved = used()),
        text("Hi"),
        stop,
        usage(7, 1, { costNanoUsd: 123 }),
      ],
    });
    await collect(runner(aCall(["a:m"]), never));
    expect(reserved).toBeGreaterThan(40_000_000);
    expect(used()).toBe(123);
  });

  test.each<[string, readonly Step[], number]>([
    [
      "a failure before the first word costs nothing",
      [failed("key-rejected")],
      0,
    ],
    [
      "a failure after text costs the text",
      [text("x".repeat(35)), failed("upstream-failed")],
      170_000,
    ],
    [
      "an answer whose cost nobody tells costs its prices",
      [text("Hi"), stop, usage(7, 1)],
      80_000,
    ],
    [
      "an answer that nobody counts costs our own count",
      [text("x".repeat(35)), stop],
      170_000,
    ],
  ])("%s", async (_what, script, cost) => {
    const { runner, used } = setUp({ a: script });
    await collect(runner(aCall(["a:m"]), never));
    expect(used()).toBe(cost);
  });

  test("a stopped reply costs its text", async () => {
    const { runner, used, clock } = setUp({
      a: [text("x".repeat(35)), "hang"],
    });
    const controller = new AbortController();
    const events = collect(runner(aCall(["a:m"]), controller.signal));
    await clock.advance(0);
    controller.abort();
    await events;
    expect(used()).toBe(170_000);
  });

  test.each([
    ["nobody else could share", {}],
    ["others could share", { temperature: 0 }],
  ])(
    "a reply whose listener leaves at a word costs its text, where %s",
    async (_what, parameters) => {
      const { runner, used, clock } = setUp({
        a: [text("x".repeat(35)), text("more"), stop],
      });
      const call = aCall(["a:m"]);
      const request = { ...call.request, parameters };
      const controller = new AbortController();
      const stream = runner({ ...call, request }, controller.signal);
      for await (const { event } of stream)
        if (event.type === "text-delta") {
          controller.abort();
          break;
        }
      await clock.advance(100);
      expect(used()).toBe(170_000);
    },
  );

  test("every target of a fallback is booked for itself", async () => {
    const { runner, rows } = setUp({
      a: [failed("out-of-credit")],
      b: [text("Hi"), stop, usage(7, 1)],
    });
    await collect(runner(aCall(["a:m", "b:m"]), never));
    expect(rows()).toMatchObject([
      { group: "b", requests: 1, failed: 0, costNanoUsd: 80_000 },
      { group: "a", requests: 1, failed: 1, costNanoUsd: 0 },
    ]);
  });
});

describe("a budget", () => {
  const good = [text("Hi"), stop, usage(7, 1, { costNanoUsd: 0 })];

  test("refuses before the call and says how much is left", async () => {
    const { runner, providers, used } = setUp({ a: good }, { cents: 4 });
    const events = await collect(runner(aCall(["a:m"]), never));
    expect(events.at(-1)).toMatchObject({
      error: {
        code: "over-budget",
        data: {
          instance: "a",
          budget: "day",
          limitNanoUsd: 40_000_000,
          usedNanoUsd: 0,
        },
      },
    });
    expect(providers["a"]?.requests).toEqual([]);
    expect(used()).toBe(0);
  });

  test("holds for calls at the same time together", async () => {
    const { runner, providers, clock, records } = setUp(
      { a: ["hang"] },
      { cents: 9 },
    );
    const controller = new AbortController();
    const all = [1, 2, 3].map((id) =>
      collect(runner(aCall([`a:m${id}`]), controller.signal)),
    );
    await clock.advance(0);
    expect(providers["a"]?.requests).toHaveLength(2);
    expect(records).toMatchObject([{ error: { code: "over-budget" } }]);
    controller.abort();
    await Promise.all(all);
  });

  test("moves on to a target that costs nothing, past those that cost", async () => {
    const { runner, providers } = setUp(
      { a: good, b: good, local: good },
      { cents: 4, free: ["local"] },
    );
    const events = await collect(
      runner(aCall(["a:m", "b:m", "local:m"]), never),
    );
    expect(events[0]).toMatchObject({
      servedBy: {
        instance: "local",
        substituteFor: { target: "a:m", reason: { code: "over-budget" } },
      },
    });
    expect(providers["b"]?.requests).toEqual([]);
  });

  test("does not move on to another bill", async () => {
    const { runner, providers } = setUp({ a: good, b: good }, { cents: 4 });
    const events = await collect(runner(aCall(["a:m", "b:m"]), never));
    expect(events.at(-1)).toMatchObject({ error: { code: "over-budget" } });
    expect(providers["b"]?.requests).toEqual([]);
  });

  test("never stops what is free", async () => {
    const { runner, providers, ledger } = setUp(
      { a: good, local: good },
      { cents: 5, free: ["local"] },
    );
    await ledger.reserve(
      {
        id: "spent",
        reservedAt: "2026-01-01T00:00:00.000Z",
        instance: "x",
        model: "y",
        nanoUsd: 90_000_000,
        tokens: 0,
      },
      [],
    );
    await collect(runner(aCall(["local:m"]), never));
    expect(providers["local"]?.requests).toHaveLength(1);
  });
});

describe("a call whose price nobody knows", () => {
  const dear = [text("Hi"), stop, usage(7, 1, { costNanoUsd: 30_000_000 })];
  const limit = { measure: "nanoUsd", scope: {}, since } as const;

  test("counts as what it cost as soon as it has ended", async () => {
    const { runner, ledger } = setUp({ a: dear }, { unpriced: true });
    await collect(runner(aCall(["a:m"]), never));
    expect(ledger.usedSoFar(limit)).toBe(30_000_000);
    expect(ledger.used(limit)).toBe(30_000_000);
  });

  test("counts as the tokens that it took as soon as it has ended, where they are bounded", async () => {
    const { runner, ledger } = setUp({
      a: [text("Hi"), stop, usage(9_000, 1)],
    });
    const tokens = { ...limit, measure: "tokens", limit: 1e6 } as const;
    await collect(runner({ ...aCall(["a:m"]), bounds: [tokens] }, never));
    expect(ledger.usedSoFar(tokens)).toBe(9_001);
    expect(ledger.used(tokens)).toBe(9_001);
  });

  test("is refused once its budget is used up, and free ones are not", async () => {
    const { runner, providers, used } = setUp(
      { a: dear, local: dear },
      { cents: 4, unpriced: true, free: ["local"] },
    );
    for (let i = 0; i < 3; i += 1) await collect(runner(aCall(["a:m"]), never));
    expect(providers["a"]?.requests).toHaveLength(2);
    expect(used()).toBe(60_000_000);
    const events = await collect(runner(aCall(["a:m"]), never));
    expect(events.at(-1)).toMatchObject({ error: { code: "over-budget" } });
    await collect(runner(aCall(["local:m"]), never));
    expect(providers["local"]?.requests).toHaveLength(1);
  });
});

describe("a reply that grows past what was reserved", () => {
  /** Five tokens of output are reserved; each piece is two. */
  const bounded = aCall(["a:m"]);
  const call = {
    ...bounded,
    request: { ...bounded.request, parameters: { maxTokens: 5 } },
  };
  const pieces = (count: number) =>
    Array.from({ length: count }, () => text("sevenxx"));

  test("goes on while its budget has some left", async () => {
    const { runner, used } = setUp(
      { a: [...pieces(50), stop, usage(7, 50)] },
      { cents: 1 },
    );
    const events = await collect(runner(call, never));
    expect(events.some(({ type }) => type === "error")).toBe(false);
    expect(used()).toBe(570_000);
  });

  test("is stopped where the budget ends; its text is kept and booked", async () => {
    const { runner, used, providers, records, rows } = setUp(
      { a: [...pieces(2_000), stop, usage(7, 2_000)] },
      { cents: 1 },
    );
    const events = await collect(runner(call, never));
    const written = events.filter(({ type }) => type === "text-delta").length;
    // A cent pays for 1,000 tokens; seven are the prompt.
    expect(written).toBe(497);
    expect(events.slice(-2)).toMatchObject([
      { type: "usage", usage: { costSource: "estimate" } },
      {
        type: "error",
        error: {
          code: "over-budget",
          data: { budget: "day", stopped: true, limitNanoUsd: 10_000_000 },
        },
      },
    ]);
    expect(providers["a"]?.ended()).toBe(1);
    expect(records).toHaveLength(1);
    expect(rows()).toMatchObject([{ requests: 1, failed: 1 }]);
    const { usage: told } = records[0] ?? {};
    expect(used()).toBe(told?.costNanoUsd);
  });

  test("a key's tokens of the day end it just so", async () => {
    const { runner } = setUp({ a: [...pieces(200), stop, usage(7, 200)] });
    const bound = {
      measure: "tokens",
      scope: { keyId: "k" },
      since,
      limit: 100,
    } as const;
    const keyed = { ...call, scopes: { keyId: "k" }, bounds: [bound] };
    const events = await collect(runner(keyed, never));
    expect(events.at(-1)).toMatchObject({
      error: {
        code: "over-budget",
        data: { budget: "key", stopped: true, limitTokens: 100 },
      },
    });
    expect(events.filter(({ type }) => type === "text-delta")).toHaveLength(47);
  });

  test("two at once share what is left and end together under it", async () => {
    const { runner, used } = setUp(
      { a: [...pieces(2_000), stop, usage(7, 2_000)] },
      { cents: 1 },
    );
    await Promise.all([
      collect(runner({ ...call, id: "1" }, never)),
      collect(runner({ ...call, id: "2" }, never)),
    ]);
    expect(used()).toBeLessThanOrEqual(10_100_000);
  });
});
