import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLatestWins } from "#renderer/screens/compare/latest-wins.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("requests while it runs are one more run, after the pause", async () => {
  const started: number[] = [];
  const looks = createLatestWins(async () => {
    started.push(performance.now());
    await new Promise((resolve) => setTimeout(resolve, 40));
  }, 150);
  const begin = performance.now();
  looks.request();
  looks.request();
  await vi.advanceTimersByTimeAsync(20);
  looks.request();
  looks.request();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(started.map((at) => at - begin)).toEqual([0, 150]);
});

test("what was cancelled does not run", async () => {
  const run = vi.fn(() => Promise.resolve());
  const looks = createLatestWins(run, 150);
  looks.request();
  looks.cancel();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(run).not.toHaveBeenCalled();
});
