import { z } from "zod";
import { parametersSchema } from "#shared/chat/parameters.ts";
import { ownObject } from "../check-wire.ts";
import type { CalledTool } from "../dialect.ts";
import type { JsonObject } from "../json.ts";

/** What callers send. Unknown fields pass; known ones must have their type. `null` is absent. */

const { shape } = parametersSchema;
const text = z.string();

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
const call = { call_id: text, name: text, namespace: text.nullish() };
/** A shell's call and its output may be told by the item's own id alone. */
const loosely = { call_id: text.nullish(), id: text.nullish() };
export const callItemSchemas: Readonly<
  Record<CalledTool["form"], z.ZodType<JsonObject>>
> = {
  function: z.looseObject({ ...call, arguments: text }),
  custom: z.looseObject({ ...call, input: text }),
  "local-shell": z.looseObject({
    ...loosely,
    action: z.looseObject({ command: z.array(text) }),
  }),
  "tool-search": z.looseObject({ call_id: text, arguments: ownObject }),
};
export const outputItemSchema = z.looseObject({
  type: text,
  ...loosely,
  name: text.nullish(),
  namespace: text.nullish(),
  output: contentSchema,
});
export const searchOutputItemSchema = z.looseObject({
  call_id: text,
});

export const wireToolSchema = z.looseObject({
  type: text,
  name: text.nullish(),
  description: text.nullish(),
  parameters: ownObject.nullish(),
  strict: z.boolean().nullish(),
});

const inputSchema = z.union([text, z.array(wireItemSchema)]);

export const wireRequestSchema = z.looseObject({
  model: text.min(1),
  input: inputSchema.nullish(),
  instructions: text.nullish(),
  temperature: shape.temperature.nullable(),
  top_p: shape.topP.nullable(),
  max_output_tokens: shape.maxTokens.nullable(),
  reasoning: z.looseObject({ effort: text.min(1).nullish() }).nullish(),
  text: z
    .looseObject({ format: z.looseObject({ type: text }).nullish() })
    .nullish(),
  tools: z.array(wireToolSchema).nullish(),
  tool_choice: z.union([text, ownObject]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  stream: z.boolean().nullish(),
});

export type WirePiece = z.infer<typeof wirePieceSchema>;
export type WireItem = z.infer<typeof wireItemSchema>;
export type WireTool = z.infer<typeof wireToolSchema>;
/** `input` is there, if only as an empty list. */
export type WireRequest = z.infer<typeof wireRequestSchema> & {
  readonly input: z.infer<typeof inputSchema>;
};
