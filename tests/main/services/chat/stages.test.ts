import { describe, expect, test, vi } from "vitest";
import {
  createFakeProvider,
  failed,
  stop,
  text,
  usage,
} from "#tests/fakes/chat-provider.ts";
import {
  aCall,
  collect,
  collectLasting,
  createTestEngine,
} from "#tests/fakes/engine.ts";

const never = new AbortController().signal;

function served(instance: string, changes: object = {}) {
  return {
    type: "served-by",
    servedBy: {
      instance,
      model: "m",
      local: false,
      simulated: false,
      attempt: 1,
      ...changes,
    },
  };
}

describe("a good call", () => {
  test("says who answers before the first content, and asks for the upstream's own model", async () => {
    const provider = createFakeProvider([
      { type: "start", id: "gen-1", provider: "Anthropic" },
      text("Hi"),
      stop,
      usage(3, 1, { costNanoUsd: 7 }),
    ]);
    const { runner, records } = createTestEngine({ a: provider });
    expect(await collect(runner(aCall(["a:m"]), never))).toEqual([
      served("a", { provider: "Anthropic" }),
      { type: "start", id: "gen-1", provider: "Anthropic" },
      text("Hi"),
      stop,
      usage(3, 1, { costNanoUsd: 7, costSource: "upstream" }),
    ]);
    expect(provider.requests.map(({ model }) => model)).toEqual(["m"]);
    expect(records).toMatchObject([
      {
        id: "call-1",
        asked: "a:m",
        outcome: "ok",
        attempts: 1,
        usage: { costNanoUsd: 7 },
      },
    ]);
  });

  test("is priced from the registry where the upstream tells no cost", async () => {
    const provider = createFakeProvider([text("Hi"), stop, usage(10, 5)]);
    const price = { input: "0.000001", output: "0.000002" };
    const { runner } = createTestEngine({ a: provider }, { price });
    const events = await collect(runner(aCall(["a:m"]), never));
    expect(events.at(-1)).toEqual(
      usage(10, 5, { costNanoUsd: 20_000, costSource: "prices" }),
    );
  });

  test("has estimated usage where nobody tells any", async () => {
    const provider = createFakeProvider([text("x".repeat(35)), stop]);
    const { runner } = createTestEngine({ a: provider });
    const events = await collect(runner(aCall(["a:m"]), never));
    expect(events.slice(-2)).toEqual([
      stop,
      usage(7, 10, { costSource: "estimate" }),
    ]);
  });

  test("keeps its whole reply when the connection breaks after the finish", async () => {
    const provider = createFakeProvider([
      text("Hi"),
      stop,
      failed("stream-interrupted"),
    ]);
    const { runner, records } = createTestEngine({ a: provider });
    const events = await collect(runner(aCall(["a:m"]), never));
    expect(events.map(({ type }) => type)).not.toContain("error");
    expect(records[0]?.outcome).toBe("ok");
  });
});

describe("ends", () => {
  test("a stream that just stops is an interrupted one", async () => {
    const provider = createFakeProvider([text("Half")]);
    const { runner } = createTestEngine({ a: provider });
    const events = await collect(runner(aCall(["a:m"]), never));
    expect(events.at(-1)).toMatchObject({
      type: "error",
      error: { code: "stream-interrupted" },
    });
  });

  test("a provider that throws against its contract is one error event", async () => {
    const provider = createFakeProvider([
      text("Half"),
      () => {
        throw new Error("defect");
      },
    ]);
    const { runner, records } = createTestEngine({ a: provider });
    const events = await collect(runner(aCall(["a:m"]), never));
    expect(events.at(-1)).toMatchObject({
      type: "error",
      error: { code: "internal" },
    });
    expect(records).toHaveLength(1);
  });

  test("a call whose listener leaves is recorded all the same", async () => {
    const provider = createFakeProvider([text("1"), text("2"), stop]);
    const { runner, records } = createTestEngine({ a: provider });
    for await (const { event } of runner(aCall(["a:m"]), never))
      if (event.type === "text-delta") break;
    expect(records).toHaveLength(1);
  });
});

describe("retry", () => {
  test("a listener that stops at the wait ends the call: nobody is asked any more", async () => {
    const a = createFakeProvider([failed("overloaded", { retryable: true })]);
    const b = createFakeProvider([text("Hi"), stop]);
    const { runner, clock, records } = createTestEngine({ a, b });
    const seen: string[] = [];
    const leaving = (async () => {
      for await (const { event } of runner(aCall(["a:m", "b:m"]), never)) {
        seen.push(event.type);
        if (event.type === "progress") break;
      }
    })();
    await vi.waitFor(async () => {
      await clock.advance(250);
      expect(records).toHaveLength(1);
    });
    await leaving;
    expect(seen).toEqual(["progress"]);
    expect([a.requests.length, b.requests.length]).toEqual([1, 0]);
  });

  test("tries again before the first content and leaves no trace of the failure", async () => {
    const provider = createFakeProvider(
      [{ type: "start", id: "bad" }, failed("overloaded", { retryable: true })],
      [{ type: "start", id: "good" }, text("Hi"), stop, usage(1, 1)],
    );
    const { runner, clock } = createTestEngine({ a: provider });
    const events = collect(runner(aCall(["a:m"]), never));
    while (provider.requests.length < 2) await clock.advance(250);
    expect(await events).toEqual([
      { type: "progress", phase: "retry-wait", remainingMs: 250 },
      served("a", { attempt: 2 }),
      { type: "start", id: "good" },
      text("Hi"),
      stop,
      usage(1, 1),
    ]);
  });

  test("never after the first content", async () => {
    const provider = createFakeProvider([
      text("Half"),
      failed("upstream-failed", { retryable: true }),
    ]);
    const { runner } = createTestEngine({ a: provider });
    const events = await collect(runner(aCall(["a:m"]), never));
    expect(events.at(-1)).toMatchObject({ error: { code: "upstream-failed" } });
    expect(provider.requests).toHaveLength(1);
  });

  test("gives up after the instance's attempts, and the last failure says where", async () => {
    const provider = createFakeProvider([
      failed("overloaded", { retryable: true, data: { retryAfterMs: 0 } }),
    ]);
    const { runner, clock, records } = createTestEngine(
      { a: provider },
      { facts: { a: { maxAttempts: 2 } } },
    );
    const events = collectLasting(runner(aCall(["a:m"]), never));
    while (records.length === 0) await clock.advance(1);
    expect(await events).toEqual([
      served("a", { attempt: 2 }),
      {
        type: "error",
        error: expect.objectContaining({
          code: "overloaded",
          data: { instance: "a", model: "m", retryAfterMs: 0 },
        }),
      },
    ]);
  });
});

describe("fallback", () => {
  test("moves on, names the substitute and the first failure", async () => {
    const reason = failed("key-rejected").error;
    const a = createFakeProvider([failed("key-rejected")]);
    const b = createFakeProvider([failed("out-of-credit")]);
    const c = createFakeProvider([text("Hi"), stop, usage(1, 1)]);
    const { runner } = createTestEngine({ a, b, c });
    const call = aCall(["a:m", "b:m", "c:m"]);
    expect(await collectLasting(runner(call, never))).toEqual([
      served("c", {
        attempt: 3,
        substituteFor: { target: "a:m", reason },
      }),
      text("Hi"),
      stop,
      usage(1, 1),
    ]);
  });

  test.each(["invalid-request", "forbidden", "content-filtered"] as const)(
    "%s comes back at once",
    async (code) => {
      const a = createFakeProvider([failed(code)]);
      const b = createFakeProvider([text("no")]);
      const { runner } = createTestEngine({ a, b });
      const events = await collect(runner(aCall(["a:m", "b:m"]), never));
      expect(events.at(-1)).toMatchObject({ error: { code } });
      expect(b.requests).toEqual([]);
    },
  );

  test("no substitute after the first content", async () => {
    const a = createFakeProvider([text("Half"), failed("upstream-failed")]);
    const b = createFakeProvider([text("no")]);
    const { runner } = createTestEngine({ a, b });
    const events = await collectLasting(runner(aCall(["a:m", "b:m"]), never));
    expect(events.map(({ type }) => type)).toEqual([
      "served-by",
      "text-delta",
      "usage",
      "error",
    ]);
    expect(b.requests).toEqual([]);
  });

  test("does not wait over 2 s while another target is left", async () => {
    const a = createFakeProvider([
      failed("rate-limited", {
        retryable: true,
        data: { retryAfterMs: 5_000 },
      }),
    ]);
    const b = createFakeProvider([text("Hi"), stop, usage(1, 1)]);
    const { runner } = createTestEngine({ a, b });
    await collect(runner(aCall(["a:m", "b:m"]), never));
    expect([a.requests.length, b.requests.length]).toEqual([1, 1]);
  });

  test("the last target's failure is the answer", async () => {
    const a = createFakeProvider([failed("upstream-unreachable")]);
    const b = createFakeProvider([failed("out-of-credit")]);
    const { runner } = createTestEngine({ a, b });
    const events = await collect(runner(aCall(["a:m", "b:m"]), never));
    expect(events.at(-1)).toMatchObject({
      error: { code: "out-of-credit", data: { instance: "b" } },
    });
  });
});

describe("authorize", () => {
  test("a denial of any hop ends the call without asking anyone", async () => {
    const a = createFakeProvider([failed("overloaded")]);
    const b = createFakeProvider([text("no")]);
    const c = createFakeProvider([text("no")]);
    const { runner, records } = createTestEngine(
      { a, b, c },
      { facts: { b: { allow: ["other/*"] } } },
    );
    const events = await collect(runner(aCall(["a:m", "b:m", "c:m"]), never));
    expect(events.at(-1)).toMatchObject({ error: { code: "denied" } });
    expect([b.requests, c.requests]).toEqual([[], []]);
    expect(records[0]?.outcome).toBe("denied");
  });

  test.each(["m", "*", "a:m"])("the pattern %s admits", async (pattern) => {
    const a = createFakeProvider([text("Hi"), stop, usage(1, 1)]);
    const facts = { a: { allow: [pattern] } };
    const { runner, records } = createTestEngine({ a }, { facts });
    await collect(runner(aCall(["a:m"]), never));
    expect(records[0]?.outcome).toBe("ok");
  });
});

describe("abort", () => {
  async function abortedAfter(
    setUp: ReturnType<typeof createTestEngine>,
    ready: () => boolean,
  ) {
    const controller = new AbortController();
    const events = collect(setUp.runner(aCall(["a:m"]), controller.signal));
    while (!ready()) await setUp.clock.advance(0);
    const started = performance.now();
    controller.abort();
    const all = await events;
    return { all, tookMs: performance.now() - started };
  }

  test.each([
    ["before the first byte", ["hang"]],
    ["while it streams", [text("Half"), "hang"]],
    ["a provider that does not listen", [text("Half"), "hang-deaf"]],
  ] as const)("%s: one end within 100 ms", async (_name, script) => {
    const a = createFakeProvider(script);
    const { all, tookMs } = await abortedAfter(
      createTestEngine({ a }),
      () => a.requests.length === 1,
    );
    expect(all.at(-1)).toMatchObject({ error: { code: "aborted" } });
    expect(all.filter(({ type }) => type === "error")).toHaveLength(1);
    expect(tookMs).toBeLessThan(100);
  });

  test("while it waits for a retry: at once, without another call", async () => {
    const a = createFakeProvider([
      failed("overloaded", { retryable: true, data: { retryAfterMs: 20_000 } }),
    ]);
    const engine = createTestEngine({ a });
    const { all, tookMs } = await abortedAfter(
      engine,
      () => engine.clock.sleeping() === 1,
    );
    expect(all.at(-1)).toMatchObject({ error: { code: "aborted" } });
    expect(a.requests).toHaveLength(1);
    expect(tookMs).toBeLessThan(100);
  });

  test("while it waits in the queue: its place is given up", async () => {
    const a = createFakeProvider(["hang"]);
    const engine = createTestEngine(
      { a },
      { facts: { a: { limits: { concurrent: 1 } } } },
    );
    const first = new AbortController();
    const running = collect(engine.runner(aCall(["a:m"]), first.signal));
    const { all } = await abortedAfter(
      engine,
      () => engine.clock.sleeping() === 1,
    );
    expect(all).toContainEqual({ type: "progress", phase: "queued" });
    expect(all.at(-1)).toMatchObject({ error: { code: "aborted" } });
    first.abort();
    await running;
    expect(a.requests).toHaveLength(1);
    expect(engine.clock.sleeping()).toBe(0);
  });
});
