import { z } from "zod";
import { parametersSchema } from "#shared/chat/parameters.ts";

/** What callers send. Unknown fields pass; known ones must have their type. `null` is absent. */

const { shape } = parametersSchema;
const text = z.string();
const object = z.record(z.string(), z.unknown());

export const wirePieceSchema = z.looseObject({
  type: text,
  text: text.nullish(),
  image_url: text.nullish(),
});
const contentSchema = z.union([text, z.array(wirePieceSchema)]);

const roleSchema = z.enum(["system", "developer", "user", "assistant"]);

export const wireItemSchema = z.looseObject({
  type: text.nullish(),
  role: roleSchema.nullish(),
  content: contentSchema.nullish(),
});

/** Items that have a neutral form; all others pass as they are. */
export const messageItemSchema = z.looseObject({
  type: z.literal("message").nullish(),
  role: roleSchema,
  content: contentSchema,
});
export const callItemSchema = z.looseObject({
  type: z.literal("function_call"),
  call_id: text,
  name: text,
  arguments: text,
});
export const outputItemSchema = z.looseObject({
  type: z.literal("function_call_output"),
  call_id: text,
  output: contentSchema,
});

export const wireToolSchema = z.looseObject({
  type: text,
  name: text.nullish(),
  description: text.nullish(),
  parameters: object.nullish(),
  strict: z.boolean().nullish(),
});

export const wireRequestSchema = z.looseObject({
  model: text.min(1),
  input: z.union([text, z.array(wireItemSchema)]),
  instructions: text.nullish(),
  temperature: shape.temperature.nullable(),
  top_p: shape.topP.nullable(),
  max_output_tokens: shape.maxTokens.nullable(),
  reasoning: z
    .looseObject({
      effort: shape.reasoning.unwrap().shape.effort.nullable(),
    })
    .nullish(),
  text: z
    .looseObject({ format: z.looseObject({ type: text }).nullish() })
    .nullish(),
  tools: z.array(wireToolSchema).nullish(),
  tool_choice: z.union([text, object]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  stream: z.boolean().nullish(),
});

export type WirePiece = z.infer<typeof wirePieceSchema>;
export type WireItem = z.infer<typeof wireItemSchema>;
export type WireTool = z.infer<typeof wireToolSchema>;
export type WireRequest = z.infer<typeof wireRequestSchema>;
