import { z } from "zod";
import { errorJsonSchema } from "../errors/app-error.ts";
import { instanceIdSchema } from "./ids.ts";

export const pullPhaseSchema = z.enum([
  "looking-up",
  "downloading",
  "checking",
]);
export type PullPhase = z.infer<typeof pullPhaseSchema>;

/** A model on its way to an instance's own disk. */
export const pullSchema = z.object({
  /** `instance:model`, as the model will be called. */
  id: z.string(),
  instance: instanceIdSchema,
  /** As it was asked for, e.g. `qwen3:14b`. */
  model: z.string(),
  /** `stopped`: by hand or with the program; what was fetched so far is kept there. */
  state: z.enum(["running", "stopped", "failed", "done"]),
  phase: pullPhaseSchema,
  completedBytes: z.number().min(0),
  /** Of all parts that are known so far; 0 before the first. */
  totalBytes: z.number().min(0),
  /** Of the last seconds; absent while nothing can be said. */
  bytesPerSecond: z.number().min(0).optional(),
  error: errorJsonSchema.optional(),
});
export type Pull = z.infer<typeof pullSchema>;
