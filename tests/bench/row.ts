/** One measured figure. */
export interface BenchRow {
  /** What was measured, in a few words. */
  readonly name: string;
  readonly value: number;
  /** E.g. `ms`, `tok/s`, `×`, `MB/s`. */
  readonly unit: string;
  /** What the value is compared with, in the same unit; machines differ, ratios travel. */
  readonly baseline?: number;
  /** How it was measured, where that is not plain. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which this share of all lies, the nearest one that was seen. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = Math.min(
    sorted.length - 1,
    Math.floor(share * sorted.length),
  );
  return sorted[position] ?? Number.NaN;
}
