import { z } from "zod";
import { instanceIdSchema, modelRefSchema } from "./ids.ts";
import { priceSchema } from "./price.ts";

export const modalitySchema = z.enum([
  "text",
  "image",
  "file",
  "audio",
  "video",
]);

/** Facts read from a GGUF file's header. */
export const ggufFactsSchema = z.object({
  path: z.string(),
  sizeBytes: z.int().min(0),
  architecture: z.string(),
  /** E.g. `Q4_K_M`; `unknown` where the header does not say. */
  quantization: z.string(),
  /** Total weights, where the header's tensors give it. */
  parameterCount: z.number().optional(),
  hasChatTemplate: z.boolean(),
});
export type GgufFacts = z.infer<typeof ggufFactsSchema>;

/** One model that one instance offers, in no upstream's shape. */
export const modelDescriptorSchema = z.object({
  ref: modelRefSchema,
  instance: instanceIdSchema,
  /** Upstream's id. */
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** Seconds since 1970, where known. */
  created: z.number().optional(),
  /** Tokens; absent when unknown. */
  contextLength: z.int().positive().optional(),
  maxOutputTokens: z.int().positive().optional(),
  inputModalities: z.array(modalitySchema),
  outputModalities: z.array(modalitySchema),
  /** The upstream's own names (`temperature`, `tools`, `reasoning` …); absent when it does not say. */
  supportedParameters: z.array(z.string()).optional(),
  price: priceSchema.optional(),
  /** True: runs on this computer. */
  local: z.boolean(),
  /** True: one of the demo's simulated models. */
  simulated: z.boolean(),
  gguf: ggufFactsSchema.optional(),
  /** ISO date after which the upstream withdraws it. */
  expires: z.string().optional(),
});

export type ModelDescriptor = z.infer<typeof modelDescriptorSchema>;

export type ModelChip =
  "free" | "vision" | "tools" | "reasoning" | "local" | "long-context";

/** What a model row and the picker's filters show; `long-context` is ≥ 128k tokens. */
export function modelChips(model: ModelDescriptor): readonly ModelChip[] {
  const chips: ModelChip[] = [];
  if (model.local) chips.push("local");
  if (isFree(model)) chips.push("free");
  if (model.inputModalities.includes("image")) chips.push("vision");
  if (model.supportedParameters?.includes("tools")) chips.push("tools");
  if (model.supportedParameters?.includes("reasoning")) chips.push("reasoning");
  if ((model.contextLength ?? 0) >= 128_000) chips.push("long-context");
  return chips;
}

/** Free means that a price is known and is zero, or that it runs here. Unknown is not free. */
export function isFree(model: ModelDescriptor): boolean {
  if (model.local) return true;
  const { input, output, request } = model.price ?? {};
  if (input === undefined || output === undefined) return false;
  return [input, output, request ?? "0"].every((price) => Number(price) === 0);
}
