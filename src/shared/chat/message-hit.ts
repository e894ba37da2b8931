import { z } from "zod";

/** A message that a search found, with the place in it. */
export const messageHitSchema = z.object({
  conversationId: z.string(),
  /** Of the conversation. */
  title: z.string(),
  messageId: z.string(),
  role: z.enum(["user", "assistant"]),
  createdAt: z.string(),
  /** The text around the place, on one line; no `match` where accents or width hide the exact place. */
  before: z.string(),
  match: z.string(),
  after: z.string(),
});
export type MessageHit = z.infer<typeof messageHitSchema>;
