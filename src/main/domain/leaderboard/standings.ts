import type {
  LeaderboardEntry,
  Vote,
  VotedReply,
} from "#shared/compare/comparison.ts";
import { rankModels, type Verdict } from "./bradley-terry.ts";

/** Best first, with the medians of what each model's voted replies cost and took. */
export function standings(votes: readonly Vote[]): LeaderboardEntry[] {
  const counted = countedVotes(votes);
  const replies = Map.groupBy(
    counted.flatMap((vote) => vote.replies),
    ({ model }) => model,
  );
  return rankModels(counted.map(verdictOf)).map((standing) => {
    const own = replies.get(standing.model) ?? [];
    return {
      ...standing,
      ...medianOf(own, "costNanoUsd"),
      ...medianOf(own, "tokensPerSecond"),
      ...medianOf(own, "firstTokenMs"),
    };
  });
}

/** Votes that compare anything: columns of one model say nothing about models. */
export function countedVotes(votes: readonly Vote[]): readonly Vote[] {
  return votes.filter((vote) => modelsOf(vote).length > 1);
}

function modelsOf(vote: Vote): readonly string[] {
  return [...new Set(vote.replies.map(({ model }) => model))];
}

function verdictOf(vote: Vote): Verdict {
  const { outcome } = vote;
  const models = modelsOf(vote);
  if (typeof outcome === "string") return { models, outcome };
  const best = vote.replies.find((reply) => reply.columnId === outcome.best);
  return { models, outcome: { best: best?.model ?? "" } };
}

type Measure = "costNanoUsd" | "tokensPerSecond" | "firstTokenMs";

function medianOf(
  replies: readonly VotedReply[],
  measure: Measure,
): { [Name in Measure]?: number } {
  const values = replies
    .map((reply) => reply[measure])
    .filter((value) => value !== undefined)
    .sort((a, b) => a - b);
  const upper = values[Math.floor(values.length / 2)];
  const lower = values[Math.floor((values.length - 1) / 2)];
  if (upper === undefined || lower === undefined) return {};
  return { [measure]: (lower + upper) / 2 };
}
