import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { parametersSchema } from "../chat/parameters.ts";
import {
  assertionSchema,
  cellSchema,
  mostSetModels,
  promptSetSchema,
  setEventSchema,
  setRowSchema,
} from "../compare/prompt-set.ts";

const byId = z.object({ id: z.string() });
const byCell = byId.extend({ row: z.int().min(0), model: z.string() });
const title = z.string().trim().min(1).max(200);
const models = z.array(z.string().min(1)).max(mostSetModels);
const template = z.string().max(1_000_000);
const budgetNanoUsd = z.int().min(0);

const settings = {
  models: models.optional(),
  systemPrompt: z.string().max(100_000).optional(),
  parameters: parametersSchema.optional(),
  assertions: z.array(assertionSchema).max(20).optional(),
  concurrency: z.int().min(1).max(32).optional(),
};

/** A list of prompts over several models. Changes of the list are announced as `prompt-sets`. */
export const promptSetsContract = {
  list: oc.output(z.array(promptSetSchema)),
  /**
   * Rows from text. `lines`: a prompt per line. `blocks`: prompts that blank lines set apart. `csv`:
   * a header, then a row per record (comma, semicolon or tab). `jsonl`: an object per line. With a
   * `template` each row fills in its `{{names}}`; without one the column `prompt` is the prompt.
   * Mistakes of a row are told in the row. `invalid-request` where there is no row at all.
   */
  create: oc
    .input(
      z.object({
        title,
        format: z.enum(["lines", "blocks", "csv", "jsonl"]),
        text: z.string(),
        template: template.optional(),
        ...settings,
        budgetNanoUsd: budgetNanoUsd.optional(),
      }),
    )
    .output(promptSetSchema),
  get: oc.input(byId).output(promptSetSchema),
  /**
   * `conflict` while it runs, and for system prompt and parameters once there are answers: those
   * belong to a duplicate. Answers of models that are left out come back with them. New assertions
   * are checked on the answers there are.
   */
  update: oc
    .input(
      byId.extend({
        title: title.optional(),
        ...settings,
        budgetNanoUsd: budgetNanoUsd.nullable().optional(),
      }),
    )
    .output(promptSetSchema),
  /** The same rows and settings without answers, with another template where one is given. */
  duplicate: oc
    .input(byId.extend({ template: template.optional() }))
    .output(promptSetSchema),
  /** Stops and hides it; `restore` undoes it for 24 hours. */
  remove: oc.input(byId),
  restore: oc.input(byId).output(promptSetSchema),
  /** Upper estimate of what the cells that are still to be run cost. */
  estimate: oc.input(byId).output(
    z.object({
      cells: z.int(),
      /** Absent where a price is unknown. */
      costNanoUsd: z.int().optional(),
    }),
  ),
  /** Starts or goes on: every cell that is pending. */
  run: oc.input(byId).output(promptSetSchema),
  /** Ends calls in flight; their cells are pending again. */
  pause: oc.input(byId).output(promptSetSchema),
  /** Makes cells pending again and runs them: one, or all that failed. */
  retry: oc.input(byCell).output(promptSetSchema),
  retryFailed: oc.input(byId).output(promptSetSchema),
  rows: oc
    .input(
      byId.extend({
        filter: z
          .enum(["all", "failed", "not-passed", "problems"])
          .default("all"),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .output(z.object({ rows: z.array(setRowSchema), total: z.int() })),
  /** One cell whole, with its row's whole prompt. */
  cell: oc
    .input(byCell)
    .output(z.object({ prompt: z.string(), cell: cellSchema })),
  /** The set first, then what changes, at most ten times a second. Never ends by itself. */
  watch: oc.input(byId).output(eventIterator(setEventSchema)),
  /** Pieces of a text that join to the file. */
  export: oc
    .input(byId.extend({ format: z.enum(["csv", "jsonl", "markdown"]) }))
    .output(eventIterator(z.object({ text: z.string() }))),
};
