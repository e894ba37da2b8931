/** How many results are kept where nobody says; beyond it all are forgotten. */
const usualSize = 1_000;

/**
 * A pure function that makes each result once: calls ask for the same few texts again and again, and
 * the same object back is also quicker to look up by than an equal one.
 */
export function remembering<Result>(
  make: (text: string) => Result,
  size = usualSize,
): (text: string) => Result {
  const made = new Map<string, Result>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const result = make(text);
    if (made.size >= size) made.clear();
    made.set(text, result);
    return result;
  };
}
