import type {
  Comparison,
  LeaderboardEntry,
  Vote,
} from "#shared/compare/comparison.ts";
import { canBeJudged } from "#shared/compare/verdict.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { messageText } from "#main/domain/comparisons/message-text.ts";
import { votedReply } from "#main/domain/comparisons/voted-reply.ts";
import { countedVotes, standings } from "#main/domain/leaderboard/standings.ts";
import type { StoredComparison } from "#main/ports/comparison-store.ts";
import { columnOf, type ComparisonContext } from "./dependencies.ts";

export interface VoteInput {
  readonly id: Comparison["id"];
  readonly replies: readonly {
    readonly columnId: string;
    readonly messageId: string;
  }[];
  readonly outcome: Vote["outcome"];
  readonly blind: boolean;
}

export interface ComparisonVoting {
  vote(input: VoteInput): Vote;
  unvote(voteId: string): void;
  leaderboard(tag: string | undefined): {
    standings: LeaderboardEntry[];
    votes: number;
    tags: string[];
  };
}

export function createComparisonVoting(
  context: ComparisonContext,
): ComparisonVoting {
  const { comparisons, conversations, announcements, newId, now } = context;

  return {
    vote({ id, replies, outcome, blind }) {
      const comparison = comparisons.get(id);
      const found = replies.map((it) => replyOf(context, comparison, it));
      if (
        typeof outcome === "object" &&
        !replies.some(({ columnId }) => columnId === outcome.best)
      )
        throw bestNotThere();
      const parentId = found[0]?.reply.parentId;
      const prompt =
        parentId === undefined ? [] : conversations.message(parentId).parts;
      const vote: Vote = {
        id: newId(),
        comparisonId: id,
        prompt: messageText(prompt),
        tags: comparison.tags,
        replies: found.map(({ voted }) => voted),
        outcome,
        blind,
        createdAt: now(),
      };
      const ids = new Set(replies.map(({ messageId }) => messageId));
      const replaced = comparisons
        .votes({ comparisonId: id })
        .filter((it) => it.replies.some((reply) => ids.has(reply.messageId)));
      comparisons.addVote(
        vote,
        replaced.map((it) => it.id),
      );
      announcements.announce("comparisons");
      return vote;
    },
    unvote(voteId) {
      comparisons.removeVote(voteId);
      announcements.announce("comparisons");
    },
    leaderboard(tag) {
      const votes = comparisons.votes(tag === undefined ? {} : { tag });
      return {
        standings: standings(votes),
        votes: countedVotes(votes).length,
        tags: [...comparisons.voteTags()],
      };
    },
  };
}

/** Throws `invalid-request` unless it is a reply of that column that can be judged. */
function replyOf(
  { conversations }: ComparisonContext,
  comparison: StoredComparison,
  { columnId, messageId }: VoteInput["replies"][number],
) {
  const column = columnOf(comparison, columnId);
  const reply = conversations.message(messageId);
  if (reply.conversationId !== column.conversationId) throw notItsReply();
  const { createdAt } = conversations.get(column.conversationId);
  if (reply.role !== "assistant" || !canBeJudged(reply, createdAt))
    throw notJudged();
  return { reply, voted: votedReply(columnId, reply, column.model) };
}

function notItsReply(): AppError {
  return invalid("This reply does not belong to that column.", "replies");
}

function notJudged(): AppError {
  return invalid(
    "Only whole replies that were written in this column can be voted on.",
    "replies",
  );
}

function bestNotThere(): AppError {
  return invalid("The best column is not among those voted on.", "outcome");
}

function invalid(message: string, parameter: string): AppError {
  return new AppError("invalid-request", { message, data: { parameter } });
}
