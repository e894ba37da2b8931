/** JSON that is the same text for the same value: keys sorted, absent fields left out, arrays as they are. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, it: unknown) => {
    if (it === null || typeof it !== "object" || Array.isArray(it)) return it;
    // A number that no double holds: it is its text.
    if (JSON.isRawJSON(it)) return it;
    const sorted: Record<string, unknown> = Object.create(null) as Record<
      string,
      unknown
    >;
    for (const key of Object.keys(it).toSorted())
      sorted[key] = (it as Readonly<Record<string, unknown>>)[key];
    return sorted;
  });
}
