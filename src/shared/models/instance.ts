import { z } from "zod";
import { errorJsonSchema } from "../errors/app-error.ts";
import { instanceIdSchema } from "./ids.ts";

/** Kinds that are reached at an address, with or without a key. */
export const remoteKindSchema = z.enum([
  "openrouter",
  "openai",
  "anthropic",
  "gemini",
  "ollama",
]);
export type RemoteKind = z.infer<typeof remoteKindSchema>;

/** Kinds of upstream that exist today; a kind names the dialect and the quirks, a row the rest. */
export const instanceKindSchema = z.enum([
  ...remoteKindSchema.options,
  "llamacpp",
  "demo",
]);
export type InstanceKind = z.infer<typeof instanceKindSchema>;

export function isRemoteKind(kind: InstanceKind): kind is RemoteKind {
  return kind !== "llamacpp" && kind !== "demo";
}

/** Whether its own dialect is OpenAI's chat. */
export function speaksChat(kind: InstanceKind): boolean {
  return kind === "openai" || kind === "openrouter";
}

export const riskSchema = z.enum(["low", "medium", "high"]);

/** A model that an instance should offer and cannot, with why. */
export const modelProblemSchema = z.object({
  /** The upstream's id of it. */
  model: z.string(),
  error: errorJsonSchema,
});
export type ModelProblem = z.infer<typeof modelProblemSchema>;

/** An instance as the window sees it: never its key. */
export const instanceViewSchema = z.object({
  id: instanceIdSchema,
  kind: instanceKindSchema,
  name: z.string(),
  baseUrl: z.string().optional(),
  enabled: z.boolean(),
  local: z.boolean(),
  /** Where its key comes from; `stored` keys can be replaced in the app. */
  key: z.object({
    source: z.enum(["none", "stored", "environment", "config"]),
    /** First and last characters at most, e.g. `sk-or…9f2c`. Absent without a key. */
    masked: z.string().optional(),
  }),
  /** Fields that the config file fixes; the app shows them as locked. */
  locked: z.array(z.string()),
  modelCount: z.int().min(0),
  /** ISO time of the last good model list. */
  refreshedAt: z.string().optional(),
  /** Why the last refresh or test failed, if it did. */
  lastError: errorJsonSchema.optional(),
  /** Models that its latest list had to leave out. */
  problems: z.array(modelProblemSchema),
  /** How its calls fared lately; absent before the first one of this run. */
  health: z
    .object({
      /** `open`: left alone after failures; `half-open`: the next call tries it again. */
      state: z.enum(["closed", "open", "half-open"]),
      /** 0 to 1 over the last minute. */
      errorRate: z.number().min(0).max(1),
      /** Median milliseconds to the first content. */
      firstTokenMs: z.number().min(0).optional(),
      lastError: errorJsonSchema.optional(),
      /** ISO time of it. */
      lastErrorAt: z.string().optional(),
    })
    .optional(),
});
export type InstanceView = z.infer<typeof instanceViewSchema>;
