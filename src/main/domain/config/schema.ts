import { z } from "zod";
import { instanceIdSchema } from "#shared/models/ids.ts";
import { riskSchema } from "#shared/models/instance.ts";
import { settingEntries, type Settings } from "#shared/settings/schema.ts";

const milliseconds = z.int().min(1).max(86_400_000);

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
  /** What people see; the id where absent. */
  name: z.string().min(1).max(80).optional(),
  enabled: z.boolean().optional(),
  /** Globs over the upstream's model ids; absent allows all. */
  allow: z.array(z.string().min(1)).optional(),
  risk: riskSchema.optional(),
  cloud: z.boolean().optional(),
  lan: z.boolean().optional(),
  timeouts: z
    .strictObject({
      connectMs: milliseconds.optional(),
      firstByteMs: milliseconds.optional(),
      idleMs: milliseconds.optional(),
      totalMs: milliseconds.optional(),
    })
    .optional(),
  retry: z
    .strictObject({ maxAttempts: z.int().min(1).max(10).optional() })
    .optional(),
  limits: z
    .strictObject({
      requestsPerMinute: z.int().min(1).optional(),
      tokensPerMinute: z.int().min(1).optional(),
      concurrent: z.int().min(1).optional(),
    })
    .optional(),
  headers: z.record(z.string().min(1), z.string()).optional(),
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
  z.strictObject({ kind: z.literal("openrouter"), ...withDefaultUrl }),
  z.strictObject({ kind: z.literal("openai"), ...remoteFields, baseUrl }),
  z.strictObject({ kind: z.literal("anthropic"), ...withDefaultUrl }),
  z.strictObject({ kind: z.literal("gemini"), ...withDefaultUrl }),
  z.strictObject({ kind: z.literal("ollama"), ...withDefaultUrl }),
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

const gatewaySchema = z.strictObject({
  requireKey: z.boolean().default(true),
  allowLan: z.boolean().default(false),
  allowedOrigins: z.array(z.string()).default([]),
  allowedHosts: z.array(z.string()).default([]),
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
  promptLogging: z.enum(["off", "on"]).default("off"),
  /** Settings that this file fixes; the app shows them as locked. */
  settings: z.strictObject(settingsFields).default({}) as unknown as z.ZodType<
    Partial<Settings>
  >,
});

export type AppConfig = z.infer<typeof configSchema>;
export type ConfigInstance = AppConfig["instances"][number];
export type ConfigAlias = AppConfig["aliases"][number];
