import type { Vote } from "#shared/compare/comparison.ts";
import type { ComparisonStore } from "#main/ports/comparison-store.ts";
import { storedVote, voteRow, type VoteRow } from "./comparison-rows.ts";
import { durably, type Connection } from "./connection.ts";

type VoteStore = Pick<
  ComparisonStore,
  "addVote" | "removeVote" | "votes" | "voteTags"
>;

/** Verdicts; they outlive what they were given on. */
export function createVoteStore(connection: Connection): VoteStore {
  const insert = connection.prepare<[VoteRow]>(`
    INSERT INTO votes (id, comparison_id, prompt, tags, replies, outcome, blind, created_at)
    VALUES (@id, @comparison_id, @prompt, @tags, @replies, @outcome, @blind, @created_at)`);
  const remove = connection.prepare<[string]>("DELETE FROM votes WHERE id = ?");
  const list = connection.prepare<
    [{ comparisonId: string | null; tag: string | null }],
    VoteRow
  >(`SELECT id, comparison_id, prompt, tags, replies, outcome, blind, created_at FROM votes
    WHERE (@comparisonId IS NULL OR comparison_id = @comparisonId)
      AND (@tag IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = @tag))
    ORDER BY sequence`);
  const tags = connection
    .prepare<[], string>(
      `SELECT value FROM votes v, json_each(v.tags)
      GROUP BY value ORDER BY count(*) DESC, value`,
    )
    .pluck();
  const add = connection.transaction(
    (vote: Vote, replaced: readonly string[]) => {
      for (const id of replaced) remove.run(id);
      insert.run(voteRow(vote));
    },
  );
  return {
    addVote: (vote, replaced) =>
      durably(connection, () => add.immediate(vote, replaced)),
    removeVote: (id) => void durably(connection, () => remove.run(id)),
    votes: ({ comparisonId = null, tag = null }) =>
      list.all({ comparisonId, tag }).map(storedVote),
    voteTags: () => tags.all(),
  };
}
