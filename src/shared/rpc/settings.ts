import { oc } from "@orpc/contract";
import { z } from "zod";
import { settingsSchema, type SettingKey } from "../settings/schema.ts";

const stateSchema = z.object({
  values: settingsSchema,
  /** Keys that the config file or the command line fixes. */
  locked: z.array(z.string()),
});

export const settingsContract = {
  get: oc.output(stateSchema),
  /** One value, checked against its own schema; `invalid-request` names the key. */
  set: oc
    .input(
      z.object({
        key: z.string() as unknown as z.ZodType<SettingKey>,
        value: z.unknown(),
      }),
    )
    .output(stateSchema),
};
