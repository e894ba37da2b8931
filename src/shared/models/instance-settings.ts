import { z } from "zod";
import { riskSchema } from "./instance.ts";

const milliseconds = z.int().min(1).max(86_400_000);
const count = z.int().min(1);

/** Headers that the transport itself writes. */
const ownHeaders =
  /^(?:host|connection|content-length|content-type|transfer-encoding|upgrade|te|trailer|expect|keep-alive|proxy-.*)$/i;

export const headerNameSchema = z
  .string()
  .regex(/^[!#$%&'*+.^`|~\w-]{1,100}$/, "letters, digits and dashes")
  .refine((name) => !ownHeaders.test(name), {
    error: "a header that is not the program's own",
  });
export const headerValueSchema = z
  .string()
  .min(1)
  .max(10_000)
  .regex(/^[\t\u0020-\u007e\u0080-\u00ff]*$/, "one line of plain characters");

/** How long a model stays loaded: seconds, a duration such as `1h30m`, or less than 0 for ever. */
export const keepAliveSchema = z.union(
  [
    z.int(),
    z.string().regex(/^-?(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/, "a duration"),
  ],
  { error: "must be a number of seconds or a duration such as 30m" },
);

const usdPerMillion = z.number().min(0).max(1_000_000);

/** What the models of a pattern cost, in US dollars per million tokens. */
export const setPriceSchema = z.strictObject({
  /** A glob over the upstream's model ids. */
  model: z.string().trim().min(1).max(500),
  input: usdPerMillion,
  output: usdPerMillion,
  /** As input where absent. */
  cachedInput: usdPerMillion.optional(),
  cacheWrite: usdPerMillion.optional(),
});
export type SetPrice = z.infer<typeof setPriceSchema>;

/**
 * What may be set on an instance beside its kind, address and key, in the config file and in the app
 * alike. Absent fields follow their defaults.
 */
export const instanceSettingFields = {
  /** What people see; the id where absent. */
  name: z.string().trim().min(1).max(80).optional(),
  /** Globs over the upstream's model ids; absent allows all. */
  allow: z.array(z.string().trim().min(1).max(500)).max(500).optional(),
  risk: riskSchema.optional(),
  /** Whether it leaves the user's own network; by kind and address where absent. */
  cloud: z.boolean().optional(),
  /** Whether LAN clients of the gateway may use it. */
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
      requestsPerMinute: count.optional(),
      tokensPerMinute: count.optional(),
      concurrent: count.optional(),
    })
    .optional(),
  /** Over what the instance lists or its provider has published; the first pattern that matches counts. */
  prices: z.array(setPriceSchema).max(200).optional(),
};

/** What an endpoint may speak beside OpenAI's chat: Anthropic's messages, OpenAI's Responses. */
export const sideTongues = ["messages", "responses"] as const;
export type SideTongue = (typeof sideTongues)[number];

/** Of endpoints that speak OpenAI's chat. */
export const chatSettingFields = {
  /** What it speaks beside it; absent: what is known of it or can be found out. */
  speaks: z.array(z.enum(sideTongues)).max(sideTongues.length).optional(),
};

/** What only Ollama knows. */
export const ollamaSettingFields = {
  keepAlive: keepAliveSchema.optional(),
  /** Tokens; absent: as much as each request needs. */
  contextSize: z.int().min(256).max(16_777_216).optional(),
};

/** All of them as they stand, values of headers apart: what is absent follows its default. */
export const instanceSettingsSchema = z.object({
  ...instanceSettingFields,
  ...chatSettingFields,
  ...ollamaSettingFields,
  baseUrl: z.string().optional(),
});
export type InstanceSettings = z.infer<typeof instanceSettingsSchema>;

const { allow, risk, cloud, lan, timeouts, retry, limits, prices } =
  instanceSettingFields;
const { speaks } = chatSettingFields;
const { keepAlive, contextSize } = ollamaSettingFields;

/** Changes by a person: `null` returns a field to its default, an absent one stays as it is. */
export const instanceChangesSchema = z.strictObject({
  name: z.string().trim().min(1).max(80).optional(),
  baseUrl: z.string().trim().max(2_000).nullish(),
  allow: allow.nullable(),
  risk: risk.nullable(),
  cloud: cloud.nullable(),
  lan: lan.nullable(),
  timeouts: timeouts.nullable(),
  retry: retry.nullable(),
  limits: limits.nullable(),
  prices: prices.nullable(),
  speaks: speaks.nullable(),
  keepAlive: keepAlive.nullable(),
  contextSize: contextSize.nullable(),
  /** All of them; one without a value keeps the value that it has. */
  headers: z
    .array(
      z.strictObject({
        name: headerNameSchema,
        value: headerValueSchema.optional(),
      }),
    )
    .max(50)
    .optional(),
});
export type InstanceChanges = z.infer<typeof instanceChangesSchema>;

/** Everything that a person may set on one instance, as it stands now. */
export const instanceSettingsViewSchema = z.object({
  settings: instanceSettingsSchema,
  /** Values go in and never come back out whole. */
  headers: z.array(z.object({ name: z.string(), masked: z.string() })),
  /** What holds where a field is absent. */
  defaults: z.object({
    baseUrl: z.string().optional(),
    cloud: z.boolean(),
    maxAttempts: z.int(),
    timeouts: z.object({
      connectMs: z.int(),
      firstByteMs: z.int(),
      idleMs: z.int(),
      totalMs: z.int(),
    }),
  }),
  /** Fields that the config file fixes. */
  locked: z.array(z.string()),
});
export type InstanceSettingsView = z.infer<typeof instanceSettingsViewSchema>;
