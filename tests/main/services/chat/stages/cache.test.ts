import { describe, expect, test } from "vitest";
import {
  createFakeProvider,
  failed,
  stop,
  text,
  usage,
} from "#tests/fakes/chat-provider.ts";
import { aCall, collect, createTestEngine } from "#tests/fakes/engine.ts";
import type { ChatCall } from "#main/services/chat/runner.ts";

const never = new AbortController().signal;

function call(changes: Partial<ChatCall> = {}): ChatCall {
  const plain = aCall(["a:m"]);
  return {
    ...plain,
    request: { ...plain.request, parameters: { temperature: 0 } },
    ...changes,
  };
}

const answer = [
  { type: "start" as const, id: "gen-1" },
  { type: "reasoning-delta" as const, text: "hm", details: [{ s: 1 }] },
  text("Hello "),
  text("there"),
  { type: "tool-call-start" as const, index: 0, id: "t", name: "f" },
  { type: "tool-call-delta" as const, index: 0, arguments: "{}" },
  { type: "finish" as const, reason: "tool-calls" as const },
  usage(10, 5, { costNanoUsd: 700 }),
];

describe("a repeat", () => {
  test("is answered without the upstream, whole, at no cost, and says so", async () => {
    const a = createFakeProvider(answer);
    const { runner, clock, hits, records, answers } = createTestEngine({ a });
    await collect(runner(call(), never));
    await clock.advance(5_500);
    const events = await collect(runner(call({ id: "call-2" }), never));
    expect(events).toEqual([
      {
        type: "served-by",
        servedBy: {
          instance: "a",
          model: "m",
          local: false,
          simulated: false,
          attempt: 0,
          cached: { source: "memory", ageSeconds: 5, savedNanoUsd: 700 },
        },
      },
      answer[1],
      text("Hello there"),
      ...answer.slice(4, 7),
      usage(10, 5, { costNanoUsd: 0, costSource: "upstream" }),
    ]);
    expect(a.requests).toHaveLength(1);
    expect(hits).toEqual(["call-2"]);
    expect(records[1]).toMatchObject({ outcome: "ok", attempts: 0 });
    expect(answers.figures()).toMatchObject({
      entries: 1,
      hits: 1,
      misses: 1,
      savedNanoUsd: 700,
    });
  });

  test("is asked anew after its time", async () => {
    const a = createFakeProvider(answer);
    const { runner, clock } = createTestEngine({ a });
    await collect(runner(call(), never));
    await clock.advance(60_000);
    await collect(runner(call(), never));
    expect(a.requests).toHaveLength(2);
  });

  test.each<[string, Partial<ChatCall>]>([
    ["another scope", { cache: { scope: "key-1" } }],
    ["a wish for a fresh one", { cache: { refresh: true } }],
    ["a wish for none", { cache: { mode: "off" } }],
    ["no fixed answer", { request: aCall(["a:m"]).request }],
    ["another model", { plan: aCall(["a:n"]).plan }],
  ])("with %s is asked", async (_what, changes) => {
    const a = createFakeProvider(answer);
    const { runner } = createTestEngine({ a });
    await collect(runner(call(), never));
    await collect(runner(call(changes), never));
    expect(a.requests).toHaveLength(2);
  });

  test("a fresh answer replaces the kept one", async () => {
    const a = createFakeProvider(
      [text("old"), stop, usage(1, 1)],
      [text("new"), stop, usage(1, 1)],
    );
    const { runner } = createTestEngine({ a });
    await collect(runner(call(), never));
    await collect(runner(call({ cache: { refresh: true } }), never));
    const events = await collect(runner(call(), never));
    expect(events).toContainEqual(text("new"));
    expect(a.requests).toHaveLength(2);
  });
});

describe("is never kept:", () => {
  test.each([
    ["a failure", [text("Half"), failed("upstream-failed")]],
    ["an answer without an end", [text("Half")]],
    [
      "a filtered answer",
      [text("Half"), { type: "finish", reason: "content-filter" }],
    ],
  ] as const)("%s", async (_what, script) => {
    const a = createFakeProvider(script);
    const { runner } = createTestEngine({ a });
    await collect(runner(call(), never));
    await collect(runner(call(), never));
    expect(a.requests).toHaveLength(2);
  });

  test("an answer that was stopped", async () => {
    const a = createFakeProvider([text("Half"), "hang"], answer);
    const { runner, clock } = createTestEngine({ a });
    const controller = new AbortController();
    const stopped = collect(runner(call(), controller.signal));
    await clock.advance(0);
    controller.abort();
    await stopped;
    await collect(runner(call(), never));
    expect(a.requests).toHaveLength(2);
  });
});

test("a denied target is not answered from the cache", async () => {
  const a = createFakeProvider(answer);
  const facts: Record<string, { allow?: string[] }> = { a: {} };
  const { runner } = createTestEngine({ a }, { facts });
  await collect(runner(call(), never));
  facts["a"] = { allow: ["other"] };
  const events = await collect(runner(call(), never));
  expect(events.at(-1)).toMatchObject({ error: { code: "denied" } });
});

describe("the same at the same time", () => {
  test("64 callers are one call upstream, and each gets the whole answer", async () => {
    const gate = Promise.withResolvers<void>();
    const a = createFakeProvider([text("Hi"), () => gate.promise, ...answer]);
    const { runner, clock } = createTestEngine({ a });
    const all = Array.from({ length: 64 }, () =>
      collect(runner(call(), never)),
    );
    await clock.advance(0);
    gate.resolve();
    const results = await Promise.all(all);
    expect(a.requests).toHaveLength(1);
    const content = (events: (typeof results)[number]) =>
      events.filter(({ type }) => type !== "served-by" && type !== "usage");
    for (const events of results)
      expect(content(events)).toEqual(content(results[0] ?? []));
    const costs = results.map((events) => {
      const last = events.at(-1);
      return last?.type === "usage" ? last.usage.costNanoUsd : undefined;
    });
    expect(costs.filter((cost) => cost === 700)).toHaveLength(1);
    expect(costs.filter((cost) => cost === 0)).toHaveLength(63);
  });

  test("the first one leaving does not cancel the others", async () => {
    const gate = Promise.withResolvers<void>();
    const a = createFakeProvider([text("Hi"), () => gate.promise, stop]);
    const { runner, clock } = createTestEngine({ a });
    const leader = new AbortController();
    const first = collect(runner(call(), leader.signal));
    await clock.advance(0);
    const second = collect(runner(call(), never));
    await clock.advance(0);
    leader.abort();
    expect((await first).at(-1)).toMatchObject({ error: { code: "aborted" } });
    gate.resolve();
    const events = await second;
    expect(events.map(({ type }) => type)).toEqual([
      "served-by",
      "text-delta",
      "finish",
      "usage",
    ]);
    expect(events[0]).toMatchObject({
      servedBy: { cached: { source: "shared" } },
    });
  });

  test("the last one leaving aborts the upstream", async () => {
    let signalled = false;
    const a = createFakeProvider([text("Hi"), "hang"]);
    const chat = a.chat.bind(a);
    a.chat = (input, signal) => {
      signal.addEventListener("abort", () => (signalled = true));
      return chat(input, signal);
    };
    const { runner, clock } = createTestEngine({ a });
    const controllers = [new AbortController(), new AbortController()];
    const all = controllers.map(({ signal }) =>
      collect(runner(call(), signal)),
    );
    await clock.advance(0);
    controllers[0]?.abort();
    await all[0];
    expect(signalled).toBe(false);
    controllers[1]?.abort();
    await all[1];
    expect(signalled).toBe(true);
  });

  test("a failure is everybody's, and the next call asks again", async () => {
    const a = createFakeProvider([failed("out-of-credit")], answer);
    const { runner } = createTestEngine({ a });
    const results = await Promise.all([
      collect(runner(call(), never)),
      collect(runner(call(), never)),
    ]);
    for (const events of results)
      expect(events.at(-1)).toMatchObject({ error: { code: "out-of-credit" } });
    await collect(runner(call(), never));
    expect(a.requests).toHaveLength(2);
  });
});
