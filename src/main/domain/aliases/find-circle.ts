/** The way of an alias back to itself, such as `a → b → a`; undefined where there is none. */
export function findCircle(
  id: string,
  aliases: ReadonlyMap<string, readonly string[]>,
  trail: readonly string[] = [],
): string | undefined {
  if (trail.includes(id)) return [...trail, id].join(" → ");
  for (const target of aliases.get(id) ?? []) {
    const circle = findCircle(target, aliases, [...trail, id]);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
