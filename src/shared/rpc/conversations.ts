import { oc } from "@orpc/contract";
import { z } from "zod";
import { cacheChoiceSchema } from "../chat/cache-choice.ts";
import {
  branchMessageSchema,
  conversationSchema,
} from "../chat/conversation.ts";
import { messageHitSchema } from "../chat/message-hit.ts";
import { parametersSchema } from "../chat/parameters.ts";

const byId = z.object({ id: z.string() });

export const conversationsContract = {
  /** Pinned first, then by last change; `search` matches titles, any case and script. */
  list: oc
    .input(
      z.object({
        search: z.string().max(200).optional(),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(500).default(200),
      }),
    )
    .output(
      z.object({
        conversations: z.array(
          conversationSchema.extend({ streaming: z.boolean() }),
        ),
        total: z.int(),
      }),
    ),
  create: oc
    .input(
      z.object({
        model: z.string().optional(),
        private: z.boolean().optional(),
      }),
    )
    .output(conversationSchema),
  get: oc.input(byId).output(conversationSchema),
  /** The branch on show, newest last; `before` pages towards the root. */
  branch: oc
    .input(
      byId.extend({
        before: z.string().optional(),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .output(
      z.object({
        messages: z.array(branchMessageSchema),
        hasMore: z.boolean(),
      }),
    ),
  update: oc
    .input(
      byId.extend({
        title: z.string().trim().min(1).max(200).optional(),
        pinned: z.boolean().optional(),
        private: z.boolean().optional(),
        model: z.string().optional(),
        systemPrompt: z.string().max(100_000).optional(),
        parameters: parametersSchema.optional(),
        cacheChoice: cacheChoiceSchema.optional(),
      }),
    )
    .output(conversationSchema),
  /** Shows the branch that runs through a message, down to its newest leaf. */
  selectBranch: oc
    .input(byId.extend({ messageId: z.string() }))
    .output(conversationSchema),
  /** Messages that hold a text, newest first; those on branches that are not on show, too. */
  search: oc
    .input(
      z.object({
        search: z.string().trim().min(1).max(200),
        limit: z.int().min(1).max(200).default(50),
      }),
    )
    .output(
      z.object({ hits: z.array(messageHitSchema), hasMore: z.boolean() }),
    ),
  /**
   * Shows a branch that runs through a message: the one on show where it does. `below` says how many
   * messages of it come after that one.
   */
  reveal: oc
    .input(byId.extend({ messageId: z.string() }))
    .output(z.object({ conversation: conversationSchema, below: z.int() })),
  /** Hides the conversation; `restore` undoes it until it is purged (24 hours later). */
  remove: oc.input(byId),
  restore: oc.input(byId).output(conversationSchema),
};
