import { oc } from "@orpc/contract";
import { z } from "zod";

const amount = z.int().min(0);

/** Sums over the calls that went out or were answered from the cache. */
export const activityRowSchema = z.object({
  /** ISO date, instance id, `instance:model` or key id; empty for calls of the app where keys are asked for. */
  group: z.string(),
  requests: amount,
  failed: amount,
  cached: amount,
  /** Integer billionths of a US dollar, like all money here. */
  costNanoUsd: amount,
  savedNanoUsd: amount,
  inputTokens: amount,
  outputTokens: amount,
  /** Mean milliseconds to the first content; absent without any. */
  firstTokenMs: z.number().min(0).optional(),
});

export const budgetStateSchema = z.object({
  name: z.enum(["day", "month", "chat"]),
  usedNanoUsd: amount,
  limitNanoUsd: amount,
  /** ISO time from which it counts. */
  since: z.string(),
});

/** What a plot over time may show. `latency` is the time to the first content. */
export const measures = [
  "cost",
  "tokens",
  "requests",
  "saved",
  "latency",
  "errors",
] as const;
export type Measure = (typeof measures)[number];

export const historySumsSchema = activityRowSchema
  .omit({ group: true, firstTokenMs: true })
  .extend({
    /** Milliseconds that answers from the cache would have taken. */
    savedMs: z.number().min(0),
    /** Milliseconds to the first content, over the calls that had any; absent without. */
    firstTokenP50Ms: z.number().min(0).optional(),
    firstTokenP95Ms: z.number().min(0).optional(),
  });
export type HistorySums = z.infer<typeof historySumsSchema>;

const longestRangeMs = 3_660 * 86_400_000;

export const historyQuerySchema = z
  .object({
    /** ISO times; `until` is excluded. Ten years at most. */
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    /** IANA name: where hours and days begin. */
    timeZone: z.string().refine(isTimeZone, "is no time zone"),
    by: z.enum(["model", "instance", "key"]),
    measure: z.enum(measures),
  })
  .refine(({ since, until }) => {
    const length = Date.parse(until) - Date.parse(since);
    return length > 0 && length <= longestRangeMs;
  }, "must end after it begins, within ten years");
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

export const historySchema = z.object({
  /** Hours up to two days, days beyond. */
  unit: z.enum(["hour", "day"]),
  /** Where each bucket begins, in milliseconds since 1970. */
  starts: z.array(z.int()),
  total: historySumsSchema,
  /** One per bucket. */
  buckets: z.array(historySumsSchema),
  /** Everyone who took part, the largest in the measure first. */
  groups: z.array(
    historySumsSchema.extend({
      /** `instance:model`, instance id or key id; empty for calls of the app. */
      group: z.string(),
      /** What a person calls the key. */
      name: z.string().optional(),
    }),
  ),
  /** The measure by bucket for the largest groups; without a group: of all others together. */
  series: z.array(
    z.object({
      group: z.string().optional(),
      /** Null where a bucket has no latency. */
      values: z.array(z.number().min(0).nullable()),
    }),
  ),
});
export type ActivityHistory = z.infer<typeof historySchema>;

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
  /** The same over time: sums by hour or day and by group. */
  history: oc.input(historyQuerySchema).output(historySchema),
  /** What calls since a time have cost; those that still run are not in it. Cheap. */
  spent: oc
    .input(z.object({ since: z.iso.datetime() }))
    .output(z.object({ costNanoUsd: amount })),
  /** How far the bounds that the settings draw are used up; with a chat, its own bound too. */
  budgets: oc
    .input(z.object({ conversationId: z.string().optional() }))
    .output(z.array(budgetStateSchema)),
};

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
