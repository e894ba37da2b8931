import { z } from "zod";
import { parametersSchema } from "#shared/chat/parameters.ts";
import { ownObject } from "../check-wire.ts";

/** What callers send. Unknown fields pass; known ones must have their type. */

const { shape } = parametersSchema;
const text = z.string();

export const wireBlockSchema = z.looseObject({ type: text });

export const wireMessageSchema = z.looseObject({
  role: z.enum(["user", "assistant", "system"]),
  content: z.union([text, z.array(wireBlockSchema)]),
});

export const wireToolSchema = z.looseObject({
  name: text,
  type: text.nullish(),
  description: text.nullish(),
  input_schema: ownObject.nullish(),
  strict: z.boolean().nullish(),
});

const formatSchema = z.looseObject({
  type: text,
  schema: ownObject.optional(),
});

export const wireRequestSchema = z.looseObject({
  model: text.min(1),
  max_tokens: z.int().positive(),
  messages: z.array(wireMessageSchema).min(1),
  system: z.union([text, z.array(wireBlockSchema)]).nullish(),
  temperature: z.number().min(0).max(1).nullish(),
  top_p: shape.topP.nullable(),
  top_k: shape.topK.nullable(),
  stop_sequences: z.array(text).nullish(),
  tools: z.array(wireToolSchema).nullish(),
  tool_choice: z
    .looseObject({
      type: z.enum(["auto", "any", "none", "tool"]),
      name: text.optional(),
      disable_parallel_tool_use: z.boolean().nullish(),
    })
    .nullish(),
  thinking: z
    .looseObject({
      type: text,
      budget_tokens: z.int().min(0).nullish(),
    })
    .nullish(),
  output_config: z
    .looseObject({
      effort: text.nullish(),
      format: formatSchema.nullish(),
    })
    .nullish(),
  /** The older name of `output_config.format`. */
  output_format: formatSchema.nullish(),
  stream: z.boolean().nullish(),
});

/** Blocks that have a neutral form, by their type; all others pass as they are. */
export const knownBlockSchema = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("text"), text }),
  z.looseObject({
    type: z.literal("image"),
    source: z.looseObject({
      type: text,
      media_type: text.optional(),
      data: text.optional(),
      url: text.optional(),
    }),
  }),
  z.looseObject({
    type: z.literal("tool_use"),
    id: text,
    name: text,
    input: ownObject,
  }),
  z.looseObject({
    type: z.literal("tool_result"),
    tool_use_id: text,
    content: z.union([text, z.array(wireBlockSchema)]).nullish(),
    is_error: z.boolean().nullish(),
  }),
  z.looseObject({ type: z.literal("thinking"), thinking: text }),
  z.looseObject({ type: z.literal("redacted_thinking"), data: text }),
]);

export const knownBlockTypes: ReadonlySet<string> = new Set([
  "text",
  "image",
  "tool_use",
  "tool_result",
  "thinking",
  "redacted_thinking",
]);

export type WireMessage = z.infer<typeof wireMessageSchema>;
export type WireBlock = z.infer<typeof wireBlockSchema>;
export type KnownBlock = z.infer<typeof knownBlockSchema>;
export type WireRequest = z.infer<typeof wireRequestSchema>;
export type WireTool = z.infer<typeof wireToolSchema>;
