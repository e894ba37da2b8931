import { oc } from "@orpc/contract";
import { z } from "zod";
import { cacheChoiceSchema } from "../chat/cache-choice.ts";
import { branchMessageSchema } from "../chat/conversation.ts";
import { partSchema } from "../chat/message.ts";
import { parametersSchema } from "../chat/parameters.ts";
import {
  comparisonSchema,
  detailSchema,
  fewestColumns,
  mergeSchema,
  mostColumns,
  outcomeSchema,
  standingSchema,
  tagSchema,
  tagsSchema,
  voteSchema,
} from "../compare/comparison.ts";

const byId = z.object({ id: z.string() });
const byColumn = byId.extend({ columnId: z.string() });
const model = z.string().min(1);
const systemPrompt = z.string().max(100_000);

/**
 * Comparisons. The columns' messages come from `conversations.branch` and `chat.watch`, one column is
 * stopped with `chat.stop` and asked again with `chat.regenerate`. Changes are announced as
 * `comparisons`.
 */
export const comparisonsContract = {
  /** By last change; `search` matches titles and all prompts and answers, any case and script. */
  list: oc
    .input(
      z.object({
        search: z.string().max(200).optional(),
        tag: tagSchema.optional(),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(500).default(200),
      }),
    )
    .output(
      z.object({
        comparisons: z.array(comparisonSchema),
        total: z.int(),
        /** All tags in use, most used first. */
        tags: z.array(z.string()),
      }),
    ),
  /** `fromConversation`: every column begins with the history and settings of that chat. */
  create: oc
    .input(
      z.object({
        models: z.array(model).min(fewestColumns).max(mostColumns),
        fromConversation: z.string().optional(),
      }),
    )
    .output(comparisonSchema),
  get: oc.input(byId).output(
    z.object({
      comparison: comparisonSchema,
      /** Oldest first. */
      votes: z.array(voteSchema),
      merges: z.array(mergeSchema),
    }),
  ),
  update: oc
    .input(
      byId.extend({
        title: z.string().trim().min(1).max(200).optional(),
        tags: tagsSchema.optional(),
        systemPrompt: systemPrompt.optional(),
        parameters: parametersSchema.optional(),
        cacheChoice: cacheChoiceSchema.optional(),
        detail: detailSchema.optional(),
        base: z.string().optional(),
        scrollTogether: z.boolean().optional(),
        blind: z.boolean().optional(),
      }),
    )
    .output(comparisonSchema),
  /**
   * `history` (default): the new column gets the prompts so far and answers the last one at once,
   * with the answers of another column (`likeColumn`, by default the first) as its past.
   */
  addColumn: oc
    .input(
      byId.extend({
        model,
        likeColumn: z.string().optional(),
        history: z.boolean().default(true),
      }),
    )
    .output(comparisonSchema),
  /** Own settings of a column; `null` goes back to the shared ones. */
  updateColumn: oc
    .input(
      byColumn.extend({
        systemPrompt: systemPrompt.nullable().optional(),
        parameters: parametersSchema.nullable().optional(),
      }),
    )
    .output(comparisonSchema),
  /** Another model from now on; `answerAgain` (default) asks it the last prompt at once. */
  replaceModel: oc
    .input(byColumn.extend({ model, answerAgain: z.boolean().default(true) }))
    .output(comparisonSchema),
  /** Stops and hides a column; `restoreColumn` undoes it for 24 hours. The last one stays. */
  removeColumn: oc.input(byColumn).output(comparisonSchema),
  restoreColumn: oc.input(byColumn).output(comparisonSchema),
  /** The whole order of columns, by id. */
  orderColumns: oc
    .input(byId.extend({ columnIds: z.array(z.string()).max(mostColumns) }))
    .output(comparisonSchema),
  /** Hides the comparison and stops it; `restore` undoes it for 24 hours. Votes stay. */
  remove: oc.input(byId),
  restore: oc.input(byId).output(comparisonSchema),
  /** A copy with its settings, columns and the branches on show. */
  duplicate: oc.input(byId).output(comparisonSchema),

  /**
   * The same message to every column (or only `columnIds`), each on its own branch. All rows are
   * stored and all replies started when it returns. `conflict` while one of them still answers.
   */
  send: oc
    .input(
      byId.extend({
        parts: z.array(partSchema).min(1),
        columnIds: z.array(z.string()).min(1).optional(),
      }),
    )
    .output(
      z.object({
        comparison: comparisonSchema,
        sent: z.array(
          z.object({
            columnId: z.string(),
            message: branchMessageSchema,
            reply: branchMessageSchema,
          }),
        ),
      }),
    ),
  /** Stops every column and merge; their text stands. */
  stop: oc.input(byId),
  /** What sending a draft of so many characters costs. */
  estimate: oc.input(byId.extend({ characters: z.int().min(0) })).output(
    z.object({
      /** At most, over all columns; absent where a price is unknown. */
      costNanoUsd: z.int().optional(),
      /** With replies as long as each column's last ones; absent where one has none. */
      usualNanoUsd: z.int().optional(),
      columns: z.array(
        z.object({
          columnId: z.string(),
          inputTokens: z.int(),
          costNanoUsd: z.int().optional(),
          usualNanoUsd: z.int().optional(),
        }),
      ),
    }),
  ),

  /**
   * A verdict over one turn: the reply of each column that took part. Replies that failed, were cut off
   * or came with a copied history are refused. A second vote that shares a reply with an earlier one
   * replaces it.
   */
  vote: oc
    .input(
      byId.extend({
        replies: z
          .array(z.object({ columnId: z.string(), messageId: z.string() }))
          .min(1)
          .max(mostColumns),
        outcome: outcomeSchema,
        blind: z.boolean(),
      }),
    )
    .output(voteSchema),
  unvote: oc.input(z.object({ voteId: z.string() })),
  /** Best first; `tag` counts only votes of comparisons with it. */
  leaderboard: oc.input(z.object({ tag: tagSchema.optional() })).output(
    z.object({
      standings: z.array(standingSchema),
      /** Verdicts that were counted. */
      votes: z.int(),
      /** Tags that votes carry, most used first. */
      tags: z.array(z.string()),
    }),
  ),
  /** Default text of the prompt that merges the last answers, to be shown and edited. */
  mergePrompt: oc
    .input(byId.extend({ columnIds: z.array(z.string()).min(1).optional() }))
    .output(
      z.object({
        prompt: z.string(),
        /** Which letter stands for which column in it. */
        letters: z.array(
          z.object({ letter: z.string(), columnId: z.string() }),
        ),
      }),
    ),
  /** Sends that prompt to a model; its reply streams through `chat.watch` of `conversationId`. */
  merge: oc
    .input(byId.extend({ model, prompt: z.string().min(1).max(4_000_000) }))
    .output(mergeSchema),
  /** A new visible chat with the column's history and settings; its id. */
  continueFrom: oc
    .input(byColumn)
    .output(z.object({ conversationId: z.string() })),
  export: oc
    .input(byId.extend({ format: z.enum(["markdown", "json"]) }))
    .output(
      z.object({
        fileName: z.string(),
        mediaType: z.string(),
        text: z.string(),
      }),
    ),
};
