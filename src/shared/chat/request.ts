import { z } from "zod";
import { extraSchema, messageSchema } from "./message.ts";
import { parametersSchema } from "./parameters.ts";

export const toolSchema = z.object({
  name: z.string(),
  description: z.string().optional(),
  /** JSON Schema of the arguments. */
  inputSchema: z.record(z.string(), z.unknown()),
  strict: z.boolean().optional(),
  extra: extraSchema.optional(),
});

export const toolChoiceSchema = z.union([
  z.enum(["auto", "none", "required"]),
  z.object({ tool: z.string() }),
]);

export const responseFormatSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json") }),
  z.object({
    type: z.literal("json-schema"),
    name: z.string(),
    schema: z.record(z.string(), z.unknown()),
    description: z.string().optional(),
    strict: z.boolean().optional(),
  }),
]);

export const chatRequestSchema = z.object({
  /** The id that the caller asked for: `instance:model`, an alias, or a bare upstream id. */
  model: z.string().min(1),
  messages: z.array(messageSchema),
  parameters: parametersSchema,
  tools: z.array(toolSchema).optional(),
  toolChoice: toolChoiceSchema.optional(),
  parallelToolCalls: z.boolean().optional(),
  responseFormat: responseFormatSchema.optional(),
  /**
   * Name of the dialect that the request came in and that every `extra` in it is written in. Another
   * dialect cannot write those fields: it refuses them by name. Absent: the target's own.
   */
  dialect: z.string().optional(),
  /** Unfinished features of that dialect's API that its caller named beside the request. */
  betas: z.array(z.string()).optional(),
  /** Top-level wire fields that nothing above holds, by their wire name. */
  extra: extraSchema.optional(),
});

export type Tool = z.infer<typeof toolSchema>;
export type ToolChoice = z.infer<typeof toolChoiceSchema>;
export type ResponseFormat = z.infer<typeof responseFormatSchema>;

/** A whole prompt with its settings, in no dialect. */
export type ChatRequest = z.infer<typeof chatRequestSchema>;
