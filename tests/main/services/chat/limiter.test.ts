import { describe, expect, test } from "vitest";
import type { RateLimits } from "#main/domain/rate-limit/limits.ts";
import { createLimiter } from "#main/services/chat/limiter.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";

const never = new AbortController().signal;

function setUp(limits: RateLimits) {
  const clock = createManualClock();
  const limiter = createLimiter(clock);
  const started: string[] = [];
  function enter(origin: string, { signal = never, tokens = 0 } = {}) {
    const entry = { instance: "a", limits, origin, tokens };
    const ticket = limiter.enter(entry, signal);
    const outcome = ticket.ready.then(
      () => {
        started.push(origin);
        return "started";
      },
      (error: { code: string }) => error.code,
    );
    return { ...ticket, outcome };
  }
  return { clock, started, enter, settle: () => clock.advance(0) };
}

describe("concurrent calls", () => {
  test("the next waits until one ends", async () => {
    const { enter, started, settle } = setUp({ concurrent: 1 });
    const first = enter("x");
    const second = enter("y");
    expect([first.waiting, second.waiting]).toEqual([undefined, {}]);
    await settle();
    expect(started).toEqual(["x"]);
    first.release();
    first.release();
    const third = enter("z");
    await settle();
    expect(started).toEqual(["x", "y"]);
    second.release();
    await settle();
    expect(started).toEqual(["x", "y", "z"]);
    third.release();
  });

  test("origins take turns, however many one of them asks", async () => {
    const { enter, started, settle } = setUp({ concurrent: 1 });
    const first = enter("x");
    for (const origin of ["x", "x", "x", "y", "z", "y"]) {
      const ticket = enter(origin);
      void ticket.outcome.then(() => ticket.release());
    }
    first.release();
    await settle();
    expect(started).toEqual(["x", "x", "y", "z", "x", "y", "x"]);
  });

  test("who waits over 30 s is told so, and its place goes to others", async () => {
    const { clock, enter } = setUp({ concurrent: 1 });
    const first = enter("x");
    const second = enter("y");
    await clock.advance(29_999);
    const third = enter("z");
    await clock.advance(1);
    expect(await second.outcome).toBe("queue-timeout");
    first.release();
    second.release();
    expect(await third.outcome).toBe("started");
    third.release();
    await clock.advance(0);
    expect(clock.sleeping()).toBe(0);
  });

  test("an abort leaves the queue at once", async () => {
    const { clock, enter } = setUp({ concurrent: 1 });
    const first = enter("x");
    const controller = new AbortController();
    const second = enter("y", { signal: controller.signal });
    controller.abort();
    expect(await second.outcome).toBe("aborted");
    second.release();
    first.release();
    expect(await enter("z").outcome).toBe("started");
    expect(clock.sleeping()).toBe(0);
  });
});

describe("requests per minute", () => {
  test("the next starts when the window has moved on", async () => {
    const { clock, enter, started } = setUp({ requestsPerMinute: 2 });
    enter("x").release();
    await clock.advance(40_000);
    enter("y").release();
    const third = enter("z");
    expect(third.waiting).toEqual({ remainingMs: 20_000 });
    await clock.advance(19_999);
    expect(started).toEqual(["x", "y"]);
    await clock.advance(1);
    expect(started).toEqual(["x", "y", "z"]);
    third.release();
  });

  test("a wait that must be too long ends after 30 s", async () => {
    const { clock, enter } = setUp({ requestsPerMinute: 1 });
    enter("x").release();
    const second = enter("y");
    await clock.advance(30_000);
    expect(await second.outcome).toBe("queue-timeout");
  });
});

describe("tokens per minute", () => {
  test("what is reserved and does not fit waits until the window has moved on", async () => {
    const { clock, enter, started } = setUp({ tokensPerMinute: 100 });
    enter("x", { tokens: 60 });
    await clock.advance(40_000);
    enter("y", { tokens: 40 });
    const third = enter("z", { tokens: 50 });
    expect(third.waiting).toEqual({ remainingMs: 20_000 });
    await clock.advance(19_999);
    expect(started).toEqual(["x", "y"]);
    await clock.advance(1);
    expect(started).toEqual(["x", "y", "z"]);
  });

  test("what a call used in truth makes room at once, or takes more of it", async () => {
    const { clock, enter, started } = setUp({ tokensPerMinute: 100 });
    const first = enter("x", { tokens: 90 });
    const second = enter("y", { tokens: 60 });
    first.release(30);
    await clock.advance(0);
    expect(started).toEqual(["x", "y"]);
    second.release(70);
    expect(enter("z", { tokens: 1 }).waiting).toEqual({ remainingMs: 60_000 });
  });

  test("a call larger than the limit goes alone instead of never", async () => {
    const { clock, enter, started } = setUp({ tokensPerMinute: 100 });
    enter("x", { tokens: 10 }).release();
    await clock.advance(40_000);
    enter("y", { tokens: 500 });
    await clock.advance(20_000);
    expect(started).toEqual(["x", "y"]);
  });

  test("origins take turns; a large call is not overtaken for ever", async () => {
    const { clock, enter, started } = setUp({ tokensPerMinute: 100 });
    enter("x", { tokens: 60 });
    await clock.advance(40_000);
    enter("x", { tokens: 80 });
    enter("x", { tokens: 20 });
    enter("y", { tokens: 10 });
    await clock.advance(19_999);
    expect(started).toEqual(["x"]);
    await clock.advance(1);
    expect(started).toEqual(["x", "x", "y"]);
  });

  test("whoever stood behind a large call starts as soon as that one is given up", async () => {
    const { clock, enter } = setUp({ tokensPerMinute: 100 });
    enter("x", { tokens: 60 });
    const controller = new AbortController();
    const large = enter("y", { tokens: 80, signal: controller.signal });
    const small = enter("z", { tokens: 40 });
    await clock.advance(0);
    controller.abort();
    expect(await large.outcome).toBe("aborted");
    expect(await small.outcome).toBe("started");
    expect(clock.sleeping()).toBe(0);
  });
});
