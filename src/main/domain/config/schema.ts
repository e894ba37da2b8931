import { z } from "zod";
import { originOf } from "#shared/gateway/origin.ts";
import { promptLoggingModes } from "#shared/gateway/prompt-logging.ts";
import { instanceIdSchema } from "#shared/models/ids.ts";
import {
  chatSettingFields,
  headerNameSchema,
  headerValueSchema,
  instanceSettingFields,
  ollamaSettingFields,
} from "#shared/models/instance-settings.ts";
import { settingEntries, type Settings } from "#shared/settings/schema.ts";

/** Where a key comes from: the environment, the secret store, or (for tests) the file itself. */
export const keySourceSchema = z.union(
  [
    z.strictObject({ env: z.string().min(1) }),
    z.strictObject({ secret: z.string().min(1) }),
    z.strictObject({ value: z.string().min(1) }),
  ],
  { error: 'must be {"env": NAME}, {"secret": NAME} or {"value": "…"}' },
);
export type KeySource = z.infer<typeof keySourceSchema>;

const commonFields = {
  id: instanceIdSchema,
  enabled: z.boolean().optional(),
  ...instanceSettingFields,
  headers: z.record(headerNameSchema, headerValueSchema).optional(),
};

const baseUrl = z.url({ protocol: /^https?$/ });
const remoteFields = { ...commonFields, apiKey: keySourceSchema.optional() };
const withDefaultUrl = { ...remoteFields, baseUrl: baseUrl.optional() };

const localModelSchema = z.strictObject({
  id: z.string().min(1),
  path: z.string().min(1),
  contextSize: z.int().min(0).optional(),
  gpuLayers: z.int().min(-1).optional(),
});

const instanceSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("openrouter"),
    ...withDefaultUrl,
    ...chatSettingFields,
  }),
  z.strictObject({
    kind: z.literal("openai"),
    ...remoteFields,
    ...chatSettingFields,
    baseUrl,
  }),
  z.strictObject({ kind: z.literal("anthropic"), ...withDefaultUrl }),
  z.strictObject({ kind: z.literal("gemini"), ...withDefaultUrl }),
  z.strictObject({
    kind: z.literal("ollama"),
    ...withDefaultUrl,
    ...ollamaSettingFields,
  }),
  z.strictObject({
    kind: z.literal("llamacpp"),
    ...commonFields,
    models: z.array(localModelSchema).default([]),
  }),
]);

const aliasSchema = z.strictObject({
  id: z.string().min(1),
  targets: z.array(z.string().min(1)).min(1),
});

const cacheSchema = z.strictObject({
  enabled: z.boolean().optional(),
  maxBytes: z.int().min(0).optional(),
  ttlSeconds: z.int().min(1).optional(),
  mode: z.enum(["off", "deterministic", "always"]).optional(),
  scope: z.enum(["key", "shared"]).optional(),
});

/** As browsers write it: no path, no port of the scheme's own. */
const originSchema = z.string().transform((text) => originOf(text) ?? text);

const gatewaySchema = z.strictObject({
  requireKey: z.boolean().optional(),
  allowLan: z.boolean().optional(),
  allowedOrigins: z.array(originSchema).optional(),
  allowedHosts: z.array(z.string()).optional(),
  maxBodyBytes: z.int().min(1).default(33_554_432),
});

const settingsFields = Object.fromEntries(
  Object.entries(settingEntries).map(([key, entry]) => [
    key,
    entry.schema.optional(),
  ]),
);

/** The config file: what a person writes by hand, so an unknown field is an error that names its path. */
export const configSchema = z.strictObject({
  instances: z.array(instanceSchema).default([]),
  aliases: z.array(aliasSchema).default([]),
  cache: cacheSchema.default({}),
  gateway: gatewaySchema.prefault({}),
  promptLogging: z.enum(promptLoggingModes).optional(),
  /** Settings that this file fixes; the app shows them as locked. */
  settings: z.strictObject(settingsFields).default({}) as unknown as z.ZodType<
    Partial<Settings>
  >,
});

export type AppConfig = z.infer<typeof configSchema>;
export type ConfigInstance = AppConfig["instances"][number];
export type ConfigAlias = AppConfig["aliases"][number];
