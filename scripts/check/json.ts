/** What a tool printed as JSON, or `undefined` where it printed something else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
