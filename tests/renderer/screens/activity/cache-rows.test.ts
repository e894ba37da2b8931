import { expect, it } from "vitest";
import { cacheRows } from "#renderer/screens/activity/cache-rows.ts";

const sums = {
  requests: 5,
  failed: 0,
  costNanoUsd: 9,
  inputTokens: 1,
  outputTokens: 1,
};

it("shows what is kept, and what was answered by answers that are gone", () => {
  const kept = [{ instance: "a", model: "x:y", entries: 2, bytes: 10 }];
  const gave = { cached: 3, savedNanoUsd: 4, savedMs: 5 };
  expect(
    cacheRows(kept, [
      { ...sums, ...gave, group: "a:x:y" },
      { ...sums, ...gave, group: "a:gone" },
      { ...sums, cached: 0, savedNanoUsd: 0, savedMs: 0, group: "a:never" },
    ]),
  ).toEqual([
    {
      group: "a:x:y",
      target: { instance: "a", model: "x:y" },
      entries: 2,
      bytes: 10,
      ...gave,
    },
    { group: "a:gone", entries: 0, bytes: 0, ...gave },
  ]);
});
