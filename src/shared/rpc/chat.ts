import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { cacheWishSchema } from "../chat/cache-choice.ts";
import {
  branchMessageSchema,
  conversationEventSchema,
} from "../chat/conversation.ts";
import { partSchema } from "../chat/message.ts";

export const chatContract = {
  /**
   * Adds a user message below `parentId` (absent: at the root, which also is how the first message
   * is edited) and starts one reply per model. Returns as soon as all rows are stored; the replies
   * run to their end whoever watches.
   */
  send: oc
    .input(
      z.object({
        conversationId: z.string(),
        parentId: z.string().optional(),
        parts: z.array(partSchema).min(1),
        models: z.array(z.string()).min(1).max(8),
        cache: cacheWishSchema.optional(),
      }),
    )
    .output(
      z.object({
        message: branchMessageSchema,
        replies: z.array(branchMessageSchema),
      }),
    ),
  /**
   * A new sibling of a reply, answered by `model` (absent: the reply's own). The same model is asked
   * anew unless `cache` says otherwise.
   */
  regenerate: oc
    .input(
      z.object({
        messageId: z.string(),
        model: z.string().optional(),
        cache: cacheWishSchema.optional(),
      }),
    )
    .output(branchMessageSchema),
  /** Stops a reply; its text stands. No effect on one that has ended. */
  stop: oc.input(z.object({ messageId: z.string() })),
  /** Snapshots of the replies that stream now, then everything that happens. Never ends by itself. */
  watch: oc
    .input(z.object({ conversationId: z.string() }))
    .output(eventIterator(conversationEventSchema)),
  /** What sending would cost by the registry's prices. */
  estimate: oc
    .input(
      z.object({
        conversationId: z.string(),
        parentId: z.string().optional(),
        characters: z.int().min(0),
        models: z.array(z.string()).max(8),
      }),
    )
    .output(
      z.object({
        inputTokens: z.int(),
        /** At most; absent where a price is unknown. */
        costNanoUsd: z.int().optional(),
        /** With a reply as long as the last ones of the chat; absent without any. */
        usualNanoUsd: z.int().optional(),
      }),
    ),
};
