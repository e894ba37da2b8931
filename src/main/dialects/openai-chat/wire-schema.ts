import { z } from "zod";
import { parametersSchema } from "#shared/chat/parameters.ts";
import { ownObject } from "../check-wire.ts";

/** What callers send. Unknown fields pass; known ones must have their type. `null` is absent. */

const { shape } = parametersSchema;
const optional = <T extends z.ZodType>(schema: T) => schema.nullish();
const text = z.string();

export const wirePartSchema = z.looseObject({
  type: text,
  text: optional(text),
  image_url: optional(z.looseObject({ url: text })),
});

export const wireToolCallSchema = z.looseObject({
  id: text,
  type: optional(text),
  function: optional(z.looseObject({ name: text, arguments: text })),
});

export const wireMessageSchema = z.looseObject({
  role: z.enum([
    "system",
    "developer",
    "user",
    "assistant",
    "tool",
    "function",
  ]),
  content: optional(z.union([text, z.array(wirePartSchema)])),
  name: optional(text),
  tool_call_id: optional(text),
  tool_calls: optional(z.array(wireToolCallSchema)),
  reasoning: optional(text),
  reasoning_content: optional(text),
  reasoning_details: optional(z.array(z.unknown())),
  images: optional(z.array(wirePartSchema)),
});

export const wireToolSchema = z.looseObject({
  type: text,
  function: optional(
    z.looseObject({
      name: text,
      description: optional(text),
      parameters: optional(ownObject),
      strict: optional(z.boolean()),
    }),
  ),
});

const wireReasoningSchema = z.looseObject({
  effort: optional(text.min(1)),
  max_tokens: optional(z.int().positive()),
  enabled: optional(z.boolean()),
  exclude: optional(z.boolean()),
});

export const wireRequestSchema = z.looseObject({
  model: text.min(1),
  messages: z.array(wireMessageSchema).min(1),
  temperature: shape.temperature.nullable(),
  top_p: shape.topP.nullable(),
  top_k: shape.topK.nullable(),
  min_p: shape.minP.nullable(),
  frequency_penalty: shape.frequencyPenalty.nullable(),
  presence_penalty: shape.presencePenalty.nullable(),
  repetition_penalty: shape.repetitionPenalty.nullable(),
  max_tokens: shape.maxTokens.nullable(),
  max_completion_tokens: shape.maxTokens.nullable(),
  seed: shape.seed.nullable(),
  stop: optional(z.union([text, z.array(text)])),
  reasoning: optional(wireReasoningSchema),
  reasoning_effort: optional(text.min(1)),
  tools: optional(z.array(wireToolSchema)),
  tool_choice: optional(z.union([text, ownObject])),
  parallel_tool_calls: optional(z.boolean()),
  response_format: optional(z.looseObject({ type: text })),
  stream: optional(z.boolean()),
  stream_options: optional(
    z.looseObject({ include_usage: optional(z.boolean()) }),
  ),
});

export type WirePart = z.infer<typeof wirePartSchema>;
export type WireToolCall = z.infer<typeof wireToolCallSchema>;
export type WireMessage = z.infer<typeof wireMessageSchema>;
export type WireTool = z.infer<typeof wireToolSchema>;
export type WireRequest = z.infer<typeof wireRequestSchema>;
