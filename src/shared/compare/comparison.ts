import { z } from "zod";
import { cacheChoiceSchema } from "../chat/cache-choice.ts";
import { finishReasonSchema } from "../chat/stream-event.ts";
import { parametersSchema } from "../chat/parameters.ts";

/** Fewest and most columns that a comparison may show. */
export const fewestColumns = 1;
export const mostColumns = 8;

/** A short word that a person sorts by. */
export const tagSchema = z.string().trim().min(1).max(40);
export const tagsSchema = z.array(tagSchema).max(20);

/**
 * One column: a hidden conversation of its own, so `chat.watch`, `chat.stop` and `chat.regenerate`
 * work on it by `conversationId`, and `conversations.branch` reads it.
 */
export const columnSchema = z.object({
  id: z.string(),
  conversationId: z.string(),
  /** Asked model: `instance:model` or alias. */
  model: z.string(),
  /** The column's own; absent: the comparison's. */
  systemPrompt: z.string().optional(),
  parameters: parametersSchema.optional(),
  /** Whether one of its replies runs now. */
  streaming: z.boolean(),
});
export type Column = z.infer<typeof columnSchema>;

export const detailSchema = z.enum(["off", "sentences", "words"]);

export const comparisonSchema = z.object({
  id: z.string(),
  /** Empty until the first message names it. */
  title: z.string(),
  tags: tagsSchema,
  /** In the order of display. */
  columns: z.array(columnSchema),
  /** Shared by all columns without their own. */
  systemPrompt: z.string(),
  parameters: parametersSchema,
  /** For all columns; absent: `settings`. */
  cacheChoice: cacheChoiceSchema.optional(),
  /** How fine differences are shown. */
  detail: detailSchema,
  /** What each column is compared with: `group`, or a column's id. */
  base: z.string(),
  scrollTogether: z.boolean(),
  /** Names are hidden until there is a vote. */
  blind: z.boolean(),
  /** Integer billionths of a US dollar: all columns, removed ones too, and merges. */
  costNanoUsd: z.int().min(0),
  /** Whether any column or merge runs now. */
  streaming: z.boolean(),
  /** ISO times. */
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** One answer written from the columns: a hidden conversation of one prompt and one reply. */
export const mergeSchema = z.object({
  conversationId: z.string(),
  /** The reply. */
  messageId: z.string(),
  model: z.string(),
  createdAt: z.string(),
});
export type Merge = z.infer<typeof mergeSchema>;

export const outcomeSchema = z.union([
  z.object({ best: z.string() }),
  z.enum(["tie", "all-bad"]),
]);

/** What is known about a reply that was voted on. */
export const votedReplySchema = z.object({
  columnId: z.string(),
  /** The reply. */
  messageId: z.string(),
  /** Asked model; the leaderboard counts by it. */
  model: z.string(),
  /** `instance:model` that answered, where known. */
  servedModel: z.string().optional(),
  finishReason: finishReasonSchema.optional(),
  inputTokens: z.int().optional(),
  outputTokens: z.int().optional(),
  costNanoUsd: z.int().optional(),
  firstTokenMs: z.number().optional(),
  /** Output tokens per second after the first one. */
  tokensPerSecond: z.number().optional(),
});
export type VotedReply = z.infer<typeof votedReplySchema>;

/** A verdict over one turn, with what a router can learn from. It outlives its comparison. */
export const voteSchema = z.object({
  id: z.string(),
  comparisonId: z.string(),
  /** Text of the turn's prompt. */
  prompt: z.string(),
  tags: tagsSchema,
  replies: z.array(votedReplySchema).min(1),
  /** `best` is a column's id. */
  outcome: outcomeSchema,
  /** Whether names were hidden when it was cast. */
  blind: z.boolean(),
  createdAt: z.string(),
});
export type Vote = z.infer<typeof voteSchema>;

export const standingSchema = z.object({
  model: z.string(),
  /** 400 points are odds of 10 to 1; the average of all models is 1,000. */
  rating: z.number(),
  /** Ends of the 95 % interval. */
  low: z.number(),
  high: z.number(),
  /** Verdicts in which it took part, and of them those that it won or shared. */
  votes: z.int(),
  wins: z.int(),
  ties: z.int(),
  /** Medians over its replies that were voted on; absent where nothing is known. */
  costNanoUsd: z.number().optional(),
  tokensPerSecond: z.number().optional(),
  firstTokenMs: z.number().optional(),
});
export type LeaderboardEntry = z.infer<typeof standingSchema>;
