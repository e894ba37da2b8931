/** Heights of one passage in two columns, in pixels from the top of each. */
export interface AlignedPair {
  readonly from: number;
  readonly to: number;
}

/**
 * Where a place of one column is in another: between two aligned passages in proportion, before the
 * first and behind the last at the same distance from it. Passages that were moved are passed over.
 */
export function alignedPosition(
  pairs: readonly AlignedPair[],
  position: number,
): number {
  let before: AlignedPair = { from: 0, to: 0 };
  for (const pair of pairs) {
    if (pair.from <= before.from || pair.to <= before.to) continue;
    if (pair.from > position) {
      const share = (position - before.from) / (pair.from - before.from);
      return before.to + share * (pair.to - before.to);
    }
    before = pair;
  }
  return before.to + position - before.from;
}
