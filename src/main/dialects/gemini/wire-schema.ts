import { z } from "zod";
import { parametersSchema } from "#shared/chat/parameters.ts";
import { ownObject } from "../check-wire.ts";

/** What callers send. Unknown fields pass; known ones must have their type. */

const { shape } = parametersSchema;
const text = z.string();

export const wirePartSchema = z.looseObject({
  text: text.optional(),
  thought: z.boolean().optional(),
  thoughtSignature: text.optional(),
  inlineData: z.looseObject({ mimeType: text, data: text }).optional(),
  fileData: z
    .looseObject({ mimeType: text.optional(), fileUri: text })
    .optional(),
  functionCall: z
    .looseObject({
      id: text.nullish(),
      name: text,
      args: ownObject.nullish(),
    })
    .optional(),
  functionResponse: z
    .looseObject({
      id: text.nullish(),
      name: text,
      response: ownObject.nullish(),
    })
    .optional(),
});

export const wireContentSchema = z.looseObject({
  role: z.enum(["user", "model", "function", "system"]).nullish(),
  parts: z.array(wirePartSchema),
});

export const wireFunctionSchema = z.looseObject({
  name: text,
  description: text.nullish(),
  parameters: ownObject.nullish(),
  parametersJsonSchema: ownObject.nullish(),
});

export const wireRequestSchema = z.looseObject({
  contents: z.array(wireContentSchema).min(1),
  systemInstruction: z
    .union([text, z.looseObject({ parts: z.array(wirePartSchema) })])
    .nullish(),
  tools: z
    .array(
      z.looseObject({
        functionDeclarations: z.array(wireFunctionSchema).nullish(),
      }),
    )
    .nullish(),
  toolConfig: z
    .looseObject({
      functionCallingConfig: z
        .looseObject({
          mode: text.nullish(),
          allowedFunctionNames: z.array(text).nullish(),
        })
        .nullish(),
    })
    .nullish(),
  generationConfig: z
    .looseObject({
      temperature: shape.temperature.nullable(),
      topP: shape.topP.nullable(),
      topK: shape.topK.nullable(),
      frequencyPenalty: shape.frequencyPenalty.nullable(),
      presencePenalty: shape.presencePenalty.nullable(),
      maxOutputTokens: shape.maxTokens.nullable(),
      seed: shape.seed.nullable(),
      stopSequences: z.array(text).nullish(),
      responseMimeType: text.nullish(),
      responseJsonSchema: ownObject.nullish(),
      responseSchema: ownObject.nullish(),
      thinkingConfig: z
        .looseObject({
          includeThoughts: z.boolean().nullish(),
          thinkingBudget: z.int().min(-1).nullish(),
          thinkingLevel: text.nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

export type WirePart = z.infer<typeof wirePartSchema>;
export type WireContent = z.infer<typeof wireContentSchema>;
export type WireFunction = z.infer<typeof wireFunctionSchema>;
export type WireRequest = z.infer<typeof wireRequestSchema>;
