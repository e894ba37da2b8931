import { z } from "zod";

export const reasoningOptionsSchema = z.object({
  effort: z
    .enum(["none", "minimal", "low", "medium", "high", "xhigh", "max"])
    .optional(),
  maxTokens: z.int().positive().optional(),
  enabled: z.boolean().optional(),
  /** True: the model reasons but the text is not returned. */
  exclude: z.boolean().optional(),
});

/** Sampling parameters; an absent one is left to the upstream, never filled in by us. */
export const parametersSchema = z.object({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  topK: z.int().min(0).optional(),
  minP: z.number().min(0).max(1).optional(),
  frequencyPenalty: z.number().min(-2).max(2).optional(),
  presencePenalty: z.number().min(-2).max(2).optional(),
  repetitionPenalty: z.number().min(0).max(2).optional(),
  /** Upper bound of generated tokens, reasoning included. */
  maxTokens: z.int().positive().optional(),
  seed: z.int().optional(),
  stop: z.array(z.string()).optional(),
  reasoning: reasoningOptionsSchema.optional(),
});

export type Parameters = z.infer<typeof parametersSchema>;
export type ParameterName = keyof Parameters;
