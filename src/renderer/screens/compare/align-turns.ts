import type { BranchMessage } from "#shared/chat/conversation.ts";

interface Asked {
  readonly question: Pick<BranchMessage, "parts" | "createdAt">;
}

/**
 * Gives each column's turns the comparison's places: the same prompt stands in one place, whichever
 * columns came later or were left out. Each list ends with the column's own last turn.
 */
export function alignTurns<Turn extends Asked>(
  columns: readonly (readonly Turn[])[],
): readonly (readonly (Turn | undefined)[])[] {
  const prompts: string[] = [];
  const placed = columns.map((): (Turn | undefined)[] => []);
  const heads = columns.map(() => 0);
  for (;;) {
    const column = earliest(columns, heads);
    const turn = columns[column]?.[heads[column] ?? 0];
    const own = placed[column];
    if (turn === undefined || own === undefined) return placed;
    heads[column] = (heads[column] ?? 0) + 1;
    const prompt = JSON.stringify(turn.question.parts);
    const found = prompts.lastIndexOf(prompt);
    // A prompt asked twice of one column is two turns.
    const place = found >= own.length ? found : prompts.push(prompt) - 1;
    while (own.length < place) own.push(undefined);
    own.push(turn);
  }
}

/** The column whose next turn was asked first, −1 when all are placed. */
function earliest(
  columns: readonly (readonly Asked[])[],
  heads: readonly number[],
): number {
  let first = -1;
  let time = "";
  columns.forEach((turns, column) => {
    const at = turns[heads[column] ?? 0]?.question.createdAt;
    if (at === undefined || (first !== -1 && at >= time)) return;
    first = column;
    time = at;
  });
  return first;
}
