/** Adds all of a list to another one: as arguments of `push`, a hundred thousand would be too many. */
export function append<Item>(to: Item[], items: readonly Item[]): void {
  for (const item of items) to.push(item);
}
