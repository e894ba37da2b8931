import { z } from "zod";

/** Wire fields that no dialect-neutral field holds; kept so that the same dialect writes them back. */
export const extraSchema = z.record(z.string(), z.unknown());

export const textPartSchema = z.object({
  type: z.literal("text"),
  text: z.string(),
  extra: extraSchema.optional(),
});

export const imagePartSchema = z.object({
  type: z.literal("image"),
  /** IANA media type, e.g. `image/png`. */
  mediaType: z.string(),
  /** Base64 without a `data:` prefix, or the address that the caller gave (never fetched by us). */
  source: z.discriminatedUnion("type", [
    z.object({ type: z.literal("base64"), data: z.string() }),
    z.object({ type: z.literal("url"), url: z.string() }),
  ]),
  name: z.string().optional(),
  extra: extraSchema.optional(),
});

/** A text file that a person attached; encoders place its text in the prompt, fenced and named. */
export const filePartSchema = z.object({
  type: z.literal("file"),
  name: z.string(),
  mediaType: z.string(),
  text: z.string(),
});

export const reasoningPartSchema = z.object({
  type: z.literal("reasoning"),
  text: z.string(),
  /**
   * Upstream's own structure, sent back verbatim: entries in the shape of OpenRouter's
   * `reasoning_details[]` (`type`, `format`, `text`, `signature`, `data` …), whichever dialect they came in.
   */
  details: z.array(z.unknown()).optional(),
  extra: extraSchema.optional(),
});

export const toolCallPartSchema = z.object({
  type: z.literal("tool-call"),
  id: z.string(),
  name: z.string(),
  /** JSON text exactly as the model wrote it; the empty string stands for `{}`. */
  arguments: z.string(),
  extra: extraSchema.optional(),
});

export const toolResultPartSchema = z.object({
  type: z.literal("tool-result"),
  callId: z.string(),
  name: z.string().optional(),
  content: z.array(
    z.discriminatedUnion("type", [textPartSchema, imagePartSchema]),
  ),
  isError: z.boolean().optional(),
  extra: extraSchema.optional(),
});

export const partSchema = z.discriminatedUnion("type", [
  textPartSchema,
  imagePartSchema,
  filePartSchema,
  reasoningPartSchema,
  toolCallPartSchema,
  toolResultPartSchema,
]);

export type TextPart = z.infer<typeof textPartSchema>;
export type ImagePart = z.infer<typeof imagePartSchema>;
export type FilePart = z.infer<typeof filePartSchema>;
export type ReasoningPart = z.infer<typeof reasoningPartSchema>;
export type ToolCallPart = z.infer<typeof toolCallPartSchema>;
export type ToolResultPart = z.infer<typeof toolResultPartSchema>;
export type Part = z.infer<typeof partSchema>;

export const roleSchema = z.enum(["system", "user", "assistant", "tool"]);

export const messageSchema = z.object({
  role: roleSchema,
  parts: z.array(partSchema),
  /** Optional speaker name of the wire format. */
  name: z.string().optional(),
  extra: extraSchema.optional(),
});

/** One turn of a prompt, in no dialect. */
export type Message = z.infer<typeof messageSchema>;
