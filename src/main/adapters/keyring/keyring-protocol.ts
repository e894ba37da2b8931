import { z } from "zod";

/** One question per process: the library's calls block for as long as the system keeps silent. */
export const keyringQuestionSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("read"), account: z.string() }),
  z.object({
    type: z.literal("write"),
    account: z.string(),
    secret: z.string(),
  }),
  z.object({ type: z.literal("remove"), account: z.string() }),
]);
export type KeyringQuestion = z.infer<typeof keyringQuestionSchema>;

export const keyringAnswerSchema = z.discriminatedUnion("type", [
  /** `secret` is absent where nothing is held. */
  z.object({ type: z.literal("done"), secret: z.string().optional() }),
  z.object({ type: z.literal("refused"), reason: z.string() }),
]);
export type KeyringAnswer = z.infer<typeof keyringAnswerSchema>;
