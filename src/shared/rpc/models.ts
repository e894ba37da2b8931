import { oc } from "@orpc/contract";
import { z } from "zod";
import { errorJsonSchema } from "../errors/app-error.ts";
import { modelDescriptorSchema } from "../models/descriptor.ts";

export const modelChangesSchema = z.object({
  added: z.array(z.string()),
  removed: z.array(z.string()),
  repriced: z.array(
    z.object({
      ref: z.string(),
      /** Decimal USD per token, before and after; absent where there was or is no price. */
      before: z.object({
        input: z.string().optional(),
        output: z.string().optional(),
      }),
      after: z.object({
        input: z.string().optional(),
        output: z.string().optional(),
      }),
    }),
  ),
  /** ISO time of the refresh that saw them. */
  at: z.string(),
});

export const modelsContract = {
  /** Everything known now, from memory or disk; never waits for a network. */
  list: oc.output(
    z.object({
      models: z.array(modelDescriptorSchema),
      favourites: z.array(z.string()),
      /** Most recently used first. */
      recents: z.array(z.string()),
      /** ISO time of the oldest instance list that is shown. */
      refreshedAt: z.string().optional(),
      /** What the latest refresh that changed anything brought. */
      news: modelChangesSchema.optional(),
    }),
  ),
  /** Asks the instances (all enabled ones by default) for their lists now. */
  refresh: oc.input(z.object({ instance: z.string().optional() })).output(
    z.object({
      changes: modelChangesSchema,
      failures: z.array(
        z.object({ instance: z.string(), error: errorJsonSchema }),
      ),
    }),
  ),
  setFavourite: oc.input(z.object({ ref: z.string(), favourite: z.boolean() })),
};
