import type { Comparison, Vote } from "#shared/compare/comparison.ts";
import { canBeJudged } from "#shared/compare/verdict.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import type { OpenComparison } from "#renderer/stores/comparisons-open.ts";
import type { Turn, WatchedColumn } from "./turns.ts";

type Outcome = Vote["outcome"];

/** The replies of a turn that a verdict can be about. */
function judged(columns: readonly WatchedColumn[], turn: number) {
  return columns.flatMap(({ column, turns }) => {
    const at = turns[turn];
    return at?.reply !== undefined && isJudged(at)
      ? [{ columnId: column.id, messageId: at.reply.id }]
      : [];
  });
}

export function isJudged(turn: Turn | undefined): boolean {
  return turn?.reply !== undefined && canBeJudged(turn.reply, turn.since);
}

/** Two answers at least, and none that is still being written. */
export function canVote(
  columns: readonly WatchedColumn[],
  turn: number,
): boolean {
  const all = columns.map(({ turns }) => turns[turn]);
  return (
    all.filter(isJudged).length > 1 &&
    all.every((each) => each?.reply?.status !== "streaming")
  );
}

export async function castVote(
  store: OpenComparison,
  verdict: {
    readonly comparison: Comparison;
    readonly columns: readonly WatchedColumn[];
    readonly turn: number;
    readonly outcome: Outcome;
  },
): Promise<void> {
  const { comparison, columns, turn, outcome } = verdict;
  try {
    const vote = await client.comparisons.vote({
      id: comparison.id,
      replies: judged(columns, turn),
      outcome,
      blind: comparison.blind,
    });
    store.show(({ votes }) => ({
      votes: [...votes.filter(({ id }) => id !== vote.id), vote],
    }));
  } catch (error) {
    toastError(error);
  }
  void store.read();
}

export async function takeVoteBack(
  store: OpenComparison,
  vote: Vote,
): Promise<void> {
  try {
    await client.comparisons.unvote({ voteId: vote.id });
    store.show(({ votes }) => ({
      votes: votes.filter(({ id }) => id !== vote.id),
    }));
  } catch (error) {
    toastError(error);
  }
  void store.read();
}
