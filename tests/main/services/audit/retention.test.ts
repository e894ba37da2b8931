import { expect, test } from "vitest";
import { keepRetention } from "#main/services/audit/retention.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";
import { createQuietLog } from "#tests/fakes/quiet-log.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const late = 2.5 * hourMs;

/** Retention over a log whose events are their times; each purge takes two at most. */
async function start(times: readonly number[]) {
  const clock = createManualClock();
  const { log: logger, lines } = createQuietLog();
  const stop = new AbortController();
  const purges: string[] = [];
  let kept = [...times];
  let keepDays = 1;
  let fails = false;
  const ended = keepRetention(
    {
      clock,
      logger,
      keepDays: () => keepDays,
      log: {
        purge(before) {
          purges.push(before);
          if (fails) throw new Error("The disk is full.");
          const old = kept.filter((time) => time < Date.parse(before));
          kept = kept.filter((time) => !old.slice(0, 2).includes(time));
          return Math.min(old.length, 2);
        },
      },
    },
    stop.signal,
  );
  // The first time is at the start.
  await clock.advance(0);
  return {
    clock,
    lines,
    purges,
    ended,
    stop: () => stop.abort(),
    kept: () => kept,
    keepFor: (days: number) => (keepDays = days),
    fail: (now: boolean) => (fails = now),
  };
}

test("what grows old while the program runs goes with the next hour, in portions, and nothing younger", async () => {
  const { clock, kept, purges, stop, ended } = await start([0, 1, 2, 3, late]);
  expect(kept()).toHaveLength(5);
  await clock.advance(dayMs);
  expect(kept()).toEqual([0, 1, 2, 3, late]);
  await clock.advance(hourMs);
  // Two at once; others have their turn between.
  expect(kept()).toEqual([2, 3, late]);
  await clock.advance(50);
  await clock.advance(50);
  expect(kept()).toEqual([late]);
  await clock.advance(hourMs);
  expect(kept()).toEqual([late]);
  await clock.advance(hourMs);
  expect(kept()).toEqual([]);
  const asked = purges.length;
  stop();
  await ended;
  await clock.advance(dayMs);
  expect(purges.length).toBe(asked);
});

test("a setting that changes holds with the next hour", async () => {
  const { clock, kept, keepFor, stop } = await start([0]);
  keepFor(7);
  await clock.advance(3 * dayMs);
  expect(kept()).toEqual([0]);
  keepFor(2);
  await clock.advance(hourMs);
  expect(kept()).toEqual([]);
  stop();
});

test("a purge that fails is logged and tried again", async () => {
  const { clock, kept, fail, lines, stop } = await start([0]);
  fail(true);
  await clock.advance(2 * dayMs);
  expect(kept()).toEqual([0]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("warn Old audit events could not be deleted.");
  fail(false);
  await clock.advance(hourMs);
  expect(kept()).toEqual([]);
  stop();
});
