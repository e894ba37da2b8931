import type { HistorySums, Measure } from "#shared/rpc/activity.ts";

/** One settled call, as the ledger has it. */
export interface HistoryEntry {
  readonly group: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly outcome: string;
  readonly costNanoUsd: number;
  readonly savedNanoUsd: number;
  readonly savedMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly firstTokenMs: number | null;
}

type Counts = {
  -readonly [
    Name in Exclude<keyof HistorySums, "firstTokenP50Ms" | "firstTokenP95Ms">
  ]: HistorySums[Name];
};

/** Sums that still grow. */
export interface GrowingSums extends Counts {
  readonly firstTokens: number[];
}

export function noSums(): GrowingSums {
  return {
    requests: 0,
    failed: 0,
    cached: 0,
    costNanoUsd: 0,
    savedNanoUsd: 0,
    savedMs: 0,
    inputTokens: 0,
    outputTokens: 0,
    firstTokens: [],
  };
}

export function addEntry(sums: GrowingSums, entry: HistoryEntry): void {
  const { outcome, firstTokenMs } = entry;
  sums.requests += 1;
  if (outcome === "failed" || outcome === "lost") sums.failed += 1;
  if (outcome === "cached") sums.cached += 1;
  sums.costNanoUsd += entry.costNanoUsd;
  sums.savedNanoUsd += entry.savedNanoUsd;
  sums.savedMs += entry.savedMs;
  sums.inputTokens += entry.inputTokens;
  sums.outputTokens += entry.outputTokens;
  if (firstTokenMs !== null) sums.firstTokens.push(firstTokenMs);
}

export function addSums(parts: readonly (GrowingSums | undefined)[]) {
  const all = noSums();
  for (const part of parts) {
    if (part === undefined) continue;
    for (const name of countNames) all[name] += part[name];
    for (const each of part.firstTokens) all.firstTokens.push(each);
  }
  return all;
}

const { firstTokens: _, ...noCounts } = noSums();
const countNames = Object.keys(noCounts) as readonly (keyof Counts)[];

export function finished({ firstTokens, ...counts }: GrowingSums): HistorySums {
  if (firstTokens.length === 0) return counts;
  const sorted = Float64Array.from(firstTokens).sort();
  return {
    ...counts,
    firstTokenP50Ms: percentile(sorted, 0.5),
    firstTokenP95Ms: percentile(sorted, 0.95),
  };
}

/** Nearest rank. */
function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}

/** What a plot of the measure draws; null where there is no latency. */
export function valueOf(sums: HistorySums, measure: Measure): number | null {
  switch (measure) {
    case "cost":
      return sums.costNanoUsd;
    case "tokens":
      return sums.inputTokens + sums.outputTokens;
    case "requests":
      return sums.requests;
    case "saved":
      return sums.savedNanoUsd;
    case "errors":
      return sums.failed;
    case "latency":
      return sums.firstTokenP50Ms ?? null;
  }
}
