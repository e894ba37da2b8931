/** How a model writes values that are no JSON; numbers, lists and what separates them are as in JSON. */
export interface ValueNotation {
  /** What the template sets texts between. */
  readonly quote: string;
  /**
   * As in Python: either of its quotes, with backslashes in texts, and its words for truth and nothing.
   * Otherwise a text is written as it is and goes to the first quote, and names within have none.
   */
  readonly isPython: boolean;
  /** Between an argument's name and its value. */
  readonly assign: ":" | "=";
  /** Names come in the order of the alphabet. */
  readonly isSorted: boolean;
}

export const pythonQuotes = ["'", '"'] as const;

/** A name that needs no quotes: nothing in it could end it, or begin something else. */
export function isPlainName(name: string): boolean {
  return (
    /^[\p{L}\p{N}_$][\p{L}\p{N}_$./@ -]*$/u.test(name) && !name.endsWith(" ")
  );
}

/** Whether backslashes in texts between these mean something. */
export function hasEscapes(quote: string): boolean {
  return quote === "'" || quote === '"';
}

/** A text as it stands between its quotes. */
export function textWithin(quote: string, text: string): string {
  if (!hasEscapes(quote)) return text;
  const escaped = JSON.stringify(text).slice(1, -1);
  if (quote === '"') return escaped;
  return escaped.replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`);
}

/** Fields as the notation has them; capitals count as small letters, as in templates. */
export function inOrder<T>(
  { isSorted }: ValueNotation,
  fields: readonly (readonly [string, T])[],
): readonly (readonly [string, T])[] {
  if (!isSorted) return fields;
  const key = ([name]: readonly [string, T]) => name.toLowerCase();
  return fields.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}
