import { oc } from "@orpc/contract";
import { z } from "zod";

/** Sums over the calls that went out or were answered from the cache. */
export const activityRowSchema = z.object({
  /** ISO date, instance id, `instance:model` or key id; empty for calls of the app where keys are asked for. */
  group: z.string(),
  requests: z.int().min(0),
  failed: z.int().min(0),
  cached: z.int().min(0),
  /** Integer billionths of a US dollar, like all money here. */
  costNanoUsd: z.int().min(0),
  savedNanoUsd: z.int().min(0),
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  /** Mean milliseconds to the first content; absent without any. */
  firstTokenMs: z.number().min(0).optional(),
});

export const budgetStateSchema = z.object({
  name: z.enum(["day", "month", "chat"]),
  usedNanoUsd: z.int().min(0),
  limitNanoUsd: z.int().min(0),
  /** ISO time from which it counts. */
  since: z.string(),
});

export const activityContract = {
  /** What was spent; outlives the chats that it was spent in. Largest cost first, days in order. */
  query: oc
    .input(
      z.object({
        /** ISO times; `until` is excluded. */
        since: z.iso.datetime(),
        until: z.iso.datetime(),
        by: z.enum(["day", "instance", "model", "key"]),
        /** Minutes east of UTC, for the edges of days. */
        utcOffsetMinutes: z.int().min(-900).max(900),
      }),
    )
    .output(z.array(activityRowSchema)),
  /** How far the bounds that the settings draw are used up; with a chat, its own bound too. */
  budgets: oc
    .input(z.object({ conversationId: z.string().optional() }))
    .output(z.array(budgetStateSchema)),
};
