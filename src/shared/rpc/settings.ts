import { oc } from "@orpc/contract";
import { z } from "zod";
import { settingsSchema, type SettingKey } from "../settings/schema.ts";

/** What a person cannot change in the app is fixed by one of these. */
const fixerSchema = z.enum(["config-file", "command-line"]);
export type Fixer = z.infer<typeof fixerSchema>;

const stateSchema = z.object({
  values: settingsSchema,
  /** The keys that are fixed, and by what. */
  locked: z.record(z.string(), fixerSchema),
  /** What the config file says of the cache beyond what the settings can hold. */
  cache: z.object({
    /** True: off for every chat, comparison and key, whatever they ask for. */
    isOff: z.boolean(),
    maxBytes: z.int().optional(),
    ttlSeconds: z.int().optional(),
  }),
});
export type SettingsState = z.infer<typeof stateSchema>;

export const settingsContract = {
  get: oc.output(stateSchema),
  /** One value, checked against its own schema; `invalid-request` and `conflict` (it is fixed) name the key. */
  set: oc
    .input(
      z.object({
        key: z.string() as unknown as z.ZodType<SettingKey>,
        value: z.unknown(),
      }),
    )
    .output(stateSchema),
};
