/** Output that is counted with where the chat sets no bound of its own. */
const usualMost = 4_096;

/** Output tokens that a cost estimate counts with. */
export function boundOutputTokens(
  asked: number | undefined,
  mostOfModel: number | undefined,
): number {
  return asked ?? Math.min(mostOfModel ?? usualMost, usualMost);
}
