import { z } from "zod";
import { errorJsonSchema } from "../errors/app-error.ts";
import { cacheChoiceSchema } from "./cache-choice.ts";
import { partSchema } from "./message.ts";
import { parametersSchema } from "./parameters.ts";
import {
  finishReasonSchema,
  servedBySchema,
  streamEventSchema,
} from "./stream-event.ts";
import { usageSchema } from "./usage.ts";

export const conversationSchema = z.object({
  id: z.string(),
  /** Empty until the first message names it. */
  title: z.string(),
  pinned: z.boolean(),
  /** True: only models on this computer are ever asked. */
  private: z.boolean().optional(),
  /** Model that the next message goes to; absent before one was chosen. */
  model: z.string().optional(),
  systemPrompt: z.string(),
  parameters: parametersSchema,
  /** Absent: `settings`. */
  cacheChoice: cacheChoiceSchema.optional(),
  /** Last message of the branch on show; absent in an empty conversation. */
  leafId: z.string().optional(),
  /** A column or merge of this comparison: hidden among the chats. */
  comparisonId: z.string().optional(),
  /** Integer billionths of a US dollar, over all branches. */
  costNanoUsd: z.int().min(0),
  /** What answers from the cache would have cost, over all branches; absent for nothing. */
  savedNanoUsd: z.int().min(0).optional(),
  /** ISO times. */
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Conversation = z.infer<typeof conversationSchema>;

/** Life of a stored message: only replies are ever anything but `complete`. */
export const messageStatusSchema = z.enum([
  "streaming",
  "complete",
  /** Stopped by a person. */
  "stopped",
  /** Ended with `error`; the partial text stands. */
  "failed",
  /** The program ended while it streamed; the partial text stands. */
  "interrupted",
]);
export type MessageStatus = z.infer<typeof messageStatusSchema>;

export const timingsSchema = z.object({
  /** Milliseconds from sending to the first content. */
  firstTokenMs: z.number().min(0).optional(),
  /** Milliseconds from sending to the end. */
  totalMs: z.number().min(0).optional(),
});

/** One node of a conversation's tree. */
export const storedMessageSchema = z.object({
  id: z.string(),
  conversationId: z.string(),
  /** Absent for the first message of a branch. */
  parentId: z.string().optional(),
  role: z.enum(["user", "assistant"]),
  parts: z.array(partSchema),
  status: messageStatusSchema,
  /** Asked model (`instance:model` or alias); replies only, like all that follows. */
  model: z.string().optional(),
  servedBy: servedBySchema.optional(),
  finishReason: finishReasonSchema.optional(),
  usage: usageSchema.optional(),
  timings: timingsSchema.optional(),
  error: errorJsonSchema.optional(),
  createdAt: z.string(),
});
export type StoredMessage = z.infer<typeof storedMessageSchema>;

/** A message on the branch on show, with its siblings (itself included) in order of creation. */
export const branchMessageSchema = storedMessageSchema.extend({
  siblingIds: z.array(z.string()).min(1),
});
export type BranchMessage = z.infer<typeof branchMessageSchema>;

/** What a window that watches a conversation is told. `sequence` grows by one per reply event. */
export const conversationEventSchema = z.discriminatedUnion("type", [
  /** A message was added or changed outside of streaming (sent, settled, stopped). */
  z.object({ type: z.literal("message"), message: branchMessageSchema }),
  /**
   * State of a reply that streams right now, sent first to each watcher. Deltas that follow have
   * higher sequence numbers and apply on top.
   */
  z.object({
    type: z.literal("reply-snapshot"),
    messageId: z.string(),
    sequence: z.int(),
    events: z.array(streamEventSchema),
    startedAt: z.string(),
  }),
  z.object({
    type: z.literal("reply-events"),
    messageId: z.string(),
    sequence: z.int(),
    events: z.array(streamEventSchema),
  }),
  /** The conversation's own row changed (title, model, cost, leaf). */
  z.object({
    type: z.literal("conversation"),
    conversation: conversationSchema,
  }),
]);
export type ConversationEvent = z.infer<typeof conversationEventSchema>;
