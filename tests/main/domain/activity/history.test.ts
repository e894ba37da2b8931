import { expect, it } from "vitest";
import { createHistoryTally } from "#main/domain/activity/history.ts";
import type { HistoryEntry } from "#main/domain/activity/sums.ts";
import type { Measure } from "#shared/rpc/activity.ts";

const buckets = { unit: "hour", starts: [0, 100, 200] } as const;

function entry(group: string, time: number, patch: Partial<HistoryEntry> = {}) {
  return {
    group,
    time,
    outcome: "ok",
    costNanoUsd: 10,
    savedNanoUsd: 0,
    savedMs: 0,
    inputTokens: 3,
    outputTokens: 2,
    firstTokenMs: 50,
    ...patch,
  };
}

function historyOf(
  entries: readonly HistoryEntry[],
  measure: Measure = "cost",
) {
  const tally = createHistoryTally(buckets, measure);
  for (const each of entries) tally.add(each);
  return tally.history();
}

it("sums by group and bucket, and the whole is the sum of both", () => {
  const saved = {
    outcome: "cached",
    costNanoUsd: 0,
    savedNanoUsd: 7,
    savedMs: 900,
    firstTokenMs: null,
  };
  const history = historyOf([
    entry("a", 0),
    entry("b", 99, { costNanoUsd: 100, firstTokenMs: 150 }),
    entry("a", 100, { outcome: "failed", costNanoUsd: 0, firstTokenMs: null }),
    entry("a", 299, saved),
  ]);
  const counts = {
    inputTokens: 3,
    outputTokens: 2,
    savedNanoUsd: 0,
    savedMs: 0,
    failed: 0,
    cached: 0,
  };
  expect(history).toEqual({
    ...buckets,
    total: {
      requests: 4,
      failed: 1,
      cached: 1,
      costNanoUsd: 110,
      savedNanoUsd: 7,
      savedMs: 900,
      inputTokens: 12,
      outputTokens: 8,
      firstTokenP50Ms: 50,
      firstTokenP95Ms: 150,
    },
    buckets: [
      {
        ...counts,
        requests: 2,
        costNanoUsd: 110,
        inputTokens: 6,
        outputTokens: 4,
        firstTokenP50Ms: 50,
        firstTokenP95Ms: 150,
      },
      { ...counts, requests: 1, failed: 1, costNanoUsd: 0 },
      {
        ...counts,
        requests: 1,
        cached: 1,
        costNanoUsd: 0,
        savedNanoUsd: 7,
        savedMs: 900,
      },
    ],
    groups: [
      {
        ...counts,
        group: "b",
        requests: 1,
        costNanoUsd: 100,
        firstTokenP50Ms: 150,
        firstTokenP95Ms: 150,
      },
      {
        ...counts,
        group: "a",
        requests: 3,
        failed: 1,
        cached: 1,
        costNanoUsd: 10,
        savedNanoUsd: 7,
        savedMs: 900,
        inputTokens: 9,
        outputTokens: 6,
        firstTokenP50Ms: 50,
        firstTokenP95Ms: 50,
      },
    ],
    series: [
      { group: "b", values: [100, 0, 0] },
      { group: "a", values: [10, 0, 0] },
    ],
  });
});

// A plot of forty colours says nothing, and one that left thirty out would lie.
it("draws the seven largest, and all others as one", () => {
  const entries = Array.from({ length: 10 }, (_, index) =>
    entry(`m${index}`, 0, { costNanoUsd: 100 - index, firstTokenMs: index }),
  );
  const { series, groups } = historyOf(entries);
  expect(groups).toHaveLength(10);
  expect(series.map(({ group }) => group)).toEqual([
    "m0",
    "m1",
    "m2",
    "m3",
    "m4",
    "m5",
    "m6",
    undefined,
  ]);
  expect(series.at(-1)?.values).toEqual([93 + 92 + 91, 0, 0]);
});

it("gives percentiles of all calls, not means of percentiles, and nothing where nothing came", () => {
  const hundred = Array.from({ length: 100 }, (_, index) =>
    entry(index < 90 ? "quick" : "slow", 0, { firstTokenMs: index + 1 }),
  );
  const { total, series } = historyOf(hundred, "latency");
  expect(total).toMatchObject({ firstTokenP50Ms: 50, firstTokenP95Ms: 95 });
  expect(series).toEqual([
    { group: "quick", values: [45, null, null] },
    { group: "slow", values: [95, null, null] },
  ]);
});
