import { describe, expect, test } from "vitest";
import { createHealth } from "#main/services/health/health.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";
import {
  createFakeProvider,
  failed,
  stop,
  text,
  usage,
} from "#tests/fakes/chat-provider.ts";
import { aCall, collect, createTestEngine } from "#tests/fakes/engine.ts";

const never = new AbortController().signal;
const down = failed("upstream-failed");

describe("health", () => {
  test("is told per instance: state, errors, time to the first content", () => {
    let changes = 0;
    const health = createHealth(createManualClock(), () => (changes += 1));
    expect(health.of("a")).toBeUndefined();
    for (const latency of [300, 100, 200])
      health.noteSuccess("a", "m", latency);
    health.noteFailure("a", "n", down.error);
    expect(health.of("a")).toEqual({
      state: "closed",
      errorRate: 1,
      firstTokenMs: 200,
      lastError: down.error,
      lastErrorAt: expect.any(String),
    });
    expect(changes).toBe(4);
    expect(health.of("b")).toBeUndefined();
  });

  test("the latest failure is told, whichever model it hit, and stopping is none", async () => {
    const clock = createManualClock();
    const health = createHealth(clock);
    health.noteFailure("a", "m", down.error);
    health.noteFailure("a", "n", down.error);
    await clock.advance(1_000);
    health.noteFailure("a", "m", failed("overloaded").error);
    health.noteFailure("a", "n", failed("aborted").error);
    expect(health.of("a")?.lastError?.code).toBe("overloaded");
  });

  test("one model's trouble does not pause another", () => {
    const health = createHealth(createManualClock());
    for (let count = 0; count < 4; count += 1)
      health.noteFailure("a", "m", down.error);
    expect(health.mayTry("a", "m")).toBe(false);
    expect(health.mayTry("a", "n")).toBe(true);
  });

  test("of many callers one tries a paused target", async () => {
    const clock = createManualClock();
    const health = createHealth(clock);
    for (let count = 0; count < 4; count += 1)
      health.noteFailure("a", "m", down.error);
    await clock.advance(15_000);
    expect([1, 2, 3].map(() => health.mayTry("a", "m"))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("in the engine", () => {
  test("a target in trouble is passed over, tried again later, and never when it is the only one", async () => {
    const a = createFakeProvider([down]);
    const b = createFakeProvider([text("Hi"), stop, usage(1, 1)]);
    const { runner, clock } = createTestEngine({ a, b });
    const ask = (...targets: string[]) =>
      collect(runner(aCall(targets), never));
    for (let count = 0; count < 6; count += 1) await ask("a:m", "b:m");
    expect(a.requests).toHaveLength(4);
    const events = await ask("a:m", "b:m");
    expect(events[0]).toMatchObject({
      servedBy: {
        instance: "b",
        substituteFor: {
          target: "a:m",
          reason: { code: "overloaded", data: { paused: true } },
        },
      },
    });
    await ask("a:m");
    expect(a.requests).toHaveLength(5);
    await clock.advance(15_000);
    await ask("a:m", "b:m");
    await ask("a:m", "b:m");
    expect(a.requests).toHaveLength(6);
  });

  test("retries are a share of the calls once an upstream stays down", async () => {
    const a = createFakeProvider([
      failed("overloaded", { retryable: true, data: { retryAfterMs: 0 } }),
    ]);
    const { runner, clock, records } = createTestEngine({ a });
    for (let count = 1; count <= 50; count += 1) {
      void collect(runner(aCall(["a:m"]), never));
      while (records.length < count) await clock.advance(1);
    }
    expect(a.requests.length).toBeGreaterThanOrEqual(60);
    expect(a.requests.length).toBeLessThanOrEqual(50 + 10 + 10);
  });
});
