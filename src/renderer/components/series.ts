export type Series = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/**
 * Which of the eight series colours (`--s1` to `--s8`) belongs to a model (`instance:model`): a hash
 * of the id, so that no list, order or restart can change it.
 */
export function seriesOf(modelRef: string): Series {
  let hash = 2_166_136_261;
  for (let index = 0; index < modelRef.length; index++)
    hash = Math.imul(hash ^ modelRef.charCodeAt(index), 16_777_619);
  hash ^= hash >>> 15;
  return (((hash >>> 0) % 8) + 1) as Series;
}

const colours = 8;

/**
 * Colours of models that stand side by side: each its own, but where an earlier one has that already
 * the next free one, so that no two look alike while there are colours left.
 */
export function seriesAmong(
  modelRefs: readonly string[],
): ReadonlyMap<string, Series> {
  const among = new Map<string, Series>();
  const taken = new Set<Series>();
  for (const ref of new Set(modelRefs)) {
    const own = seriesOf(ref);
    const free = [...new Array(colours).keys()]
      .map((step) => (((own - 1 + step) % colours) + 1) as Series)
      .find((series) => !taken.has(series));
    among.set(ref, free ?? own);
    taken.add(free ?? own);
  }
  return among;
}
