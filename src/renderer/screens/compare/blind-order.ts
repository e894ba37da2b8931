/** What stands for a model whose name is hidden: A, B, C … by place. */
export function letterOf(place: number): string {
  return String.fromCharCode(65 + place);
}

/**
 * The same columns in an order that `seed` decides: the same after a reload, another one for each
 * turn, and none that follows from the models.
 */
export function shuffled<Item extends { readonly id: string }>(
  items: readonly Item[],
  seed: string,
): readonly Item[] {
  return items
    .map((item) => ({ item, rank: mixed(`${seed} ${item.id}`) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function mixed(text: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  // A second stirring: neighbouring ids must not keep their order.
  hash = Math.imul(hash ^ (hash >>> 16), 0x7f_eb_35_2d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x84_6c_a6_8b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
