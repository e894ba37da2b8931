import { z } from "zod";

/** Token counts of one reply. Totals follow OpenAI: input includes cached, output includes reasoning. */
export const usageSchema = z.object({
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  cachedInputTokens: z.int().min(0).optional(),
  cacheWriteTokens: z.int().min(0).optional(),
  reasoningTokens: z.int().min(0).optional(),
  /** Integer billionths of a US dollar (10⁻⁹ USD). */
  costNanoUsd: z.int().min(0).optional(),
  /** Where the cost comes from: the upstream's own figure, registry prices, or estimated tokens. */
  costSource: z.enum(["upstream", "prices", "estimate"]).optional(),
});

export type Usage = z.infer<typeof usageSchema>;
