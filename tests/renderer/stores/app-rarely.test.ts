import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { rarely } from "#renderer/stores/app-rarely.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

// A hundred calls a second must not be a hundred reads, and the last of them must be seen.
it("acts at once, then at most every two seconds, and once more after the last call", () => {
  const times: number[] = [];
  const began = Date.now();
  const call = rarely(() => times.push(Date.now() - began));
  for (let count = 0; count < 50; count += 1) {
    call();
    vi.advanceTimersByTime(100);
  }
  vi.advanceTimersByTime(10_000);
  call();
  expect(times).toEqual([0, 2_000, 4_000, 6_000, 15_000]);
});
