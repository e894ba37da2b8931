import { z } from "zod";
import { parametersSchema } from "../chat/parameters.ts";
import { finishReasonSchema } from "../chat/stream-event.ts";
import { usageSchema } from "../chat/usage.ts";
import { timingsSchema } from "../chat/conversation.ts";
import { errorJsonSchema } from "../errors/app-error.ts";

/** Most models that a prompt set runs over. */
export const mostSetModels = 8;
/** Most rows of a prompt set. */
export const mostSetRows = 10_000;
/** Longest prompt of a row, in UTF-16 units. */
export const longestPrompt = 1_000_000;

/** What an answer must be. `{{name}}` in `text` is filled in from the row. */
export const assertionSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("contains"),
    text: z.string().min(1).max(100_000),
    /** Default: case makes no difference. */
    caseSensitive: z.boolean().default(false),
  }),
  /** Space at both ends makes no difference. */
  z.object({ type: z.literal("equals"), text: z.string().max(100_000) }),
  /** RE2 syntax: linear in the answer's length, no back references or look-around. */
  z.object({
    type: z.literal("regex"),
    pattern: z.string().min(1).max(10_000),
    /** Any of `i`, `m`, `s`. */
    flags: z
      .string()
      .regex(/^[ims]*$/, "any of i, m, s")
      .default(""),
  }),
  /** The answer is JSON (alone or in a code fence) that matches this JSON Schema text. */
  z.object({
    type: z.literal("json-schema"),
    schema: z.string().min(1).max(100_000),
  }),
]);
export type Assertion = z.infer<typeof assertionSchema>;

/** How an answer did on one assertion, in the order of the set's `assertions`. */
export const checkSchema = z.object({
  passed: z.boolean(),
  /** One plain sentence when it did not pass. */
  message: z.string().optional(),
});
export type Check = z.infer<typeof checkSchema>;

export const setStateSchema = z.enum(["ready", "running", "paused", "done"]);
export type SetState = z.infer<typeof setStateSchema>;

export const promptSetSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Prompt with `{{name}}` variables; empty where each row brings its whole prompt. */
  template: z.string(),
  /** Names of the source's columns, in its order. */
  variables: z.array(z.string()),
  models: z.array(z.string()),
  systemPrompt: z.string(),
  parameters: parametersSchema,
  assertions: z.array(assertionSchema),
  /** Calls at the same time. */
  concurrency: z.int().min(1).max(32),
  /** The run pauses before a call that could exceed it. Integer billionths of a US dollar. */
  budgetNanoUsd: z.int().min(0).optional(),
  state: setStateSchema,
  /** Why a paused set is paused. `interrupted`: the program ended in the middle of it. */
  pausedBy: z.enum(["person", "budget", "interrupted"]).optional(),
  rows: z.int(),
  /** Rows with a mistake of their own, which are never run. */
  badRows: z.int(),
  progress: z.object({
    /** Cells: good rows × models. */
    total: z.int(),
    done: z.int(),
    failed: z.int(),
    running: z.int(),
    /** Done cells that met every assertion; without assertions as many as `done`. */
    passed: z.int(),
    costNanoUsd: z.int(),
    /** Milliseconds, by the pace of the run so far; absent while that is unknown. */
    remainingMs: z.number().optional(),
  }),
  /** ISO times. */
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type PromptSet = z.infer<typeof promptSetSchema>;

const cellStatusSchema = z.enum(["pending", "running", "done", "failed"]);

/** One row's answer by one model. */
export const cellSchema = z.object({
  /** Counts from 0. */
  row: z.int().min(0),
  model: z.string(),
  status: cellStatusSchema,
  /** In grids and streams only its beginning, see `answerCut`. */
  answer: z.string(),
  /** True: there is more; `promptSets.cell` has it. */
  answerCut: z.boolean(),
  finishReason: finishReasonSchema.optional(),
  usage: usageSchema.optional(),
  timings: timingsSchema.optional(),
  error: errorJsonSchema.optional(),
  /** Empty unless `done`. */
  checks: z.array(checkSchema),
  /** All checks passed; absent unless `done`. */
  passed: z.boolean().optional(),
});
export type Cell = z.infer<typeof cellSchema>;

export const setRowSchema = z.object({
  /** Counts from 0. */
  row: z.int().min(0),
  /** In grids only its beginning. */
  prompt: z.string(),
  promptCut: z.boolean(),
  /** Why it is never run: one plain sentence. */
  problem: z.string().optional(),
  /** One per model in the set's order; none for a row with a problem. */
  cells: z.array(cellSchema),
});
export type SetRow = z.infer<typeof setRowSchema>;

/** What a window that watches a prompt set is told. State, so the latest of each kind is enough. */
export const setEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("set"), set: promptSetSchema }),
  z.object({ type: z.literal("cells"), cells: z.array(cellSchema) }),
]);
export type SetEvent = z.infer<typeof setEventSchema>;
