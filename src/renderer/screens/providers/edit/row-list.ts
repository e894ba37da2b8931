/** A list with one of its rows replaced, or taken out where there is no new one. */
export function withRow<Row>(
  rows: readonly Row[],
  index: number,
  row: Row | undefined,
): readonly Row[] {
  return rows.flatMap((it, at) =>
    at !== index ? [it] : row === undefined ? [] : [row],
  );
}
