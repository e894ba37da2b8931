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
