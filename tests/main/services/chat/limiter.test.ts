import { describe, expect, test } from "vitest";
import { createLimiter } from "#main/services/chat/limiter.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";

const never = new AbortController().signal;

function setUp(limits: { requestsPerMinute?: number; concurrent?: number }) {
  const clock = createManualClock();
  const limiter = createLimiter(clock);
  const started: string[] = [];
  function enter(origin: string, signal = never) {
    const ticket = limiter.enter({ instance: "a", limits, origin }, signal);
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
    const second = enter("y", controller.signal);
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
