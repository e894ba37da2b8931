import { expect, test } from "vitest";
import {
  pruneStarts,
  waitForMinute,
} from "#main/domain/rate-limit/start-window.ts";

test("the window slides: the n-th last start decides", () => {
  const starts = [1_000, 20_000, 30_000];
  expect(waitForMinute(starts, 3, 31_000)).toBe(30_000);
  expect(waitForMinute(starts, 4, 31_000)).toBe(0);
  expect(waitForMinute(starts, 3, 61_000)).toBe(0);
  expect(waitForMinute(starts, 2, 61_000)).toBe(19_000);
});

test("starts older than a minute are forgotten", () => {
  expect(pruneStarts([0, 1, 60_000], 60_000)).toEqual([1, 60_000]);
  expect(pruneStarts([0], 60_000)).toEqual([]);
  expect(pruneStarts([], 5)).toEqual([]);
});
