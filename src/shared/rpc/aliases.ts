import { oc } from "@orpc/contract";
import { z } from "zod";
import {
  aliasIdSchema,
  aliasTargetsSchema,
  aliasViewSchema,
  targetViewSchema,
} from "../gateway/alias.ts";

const byId = z.object({ id: z.string() });

/**
 * Names of one's own for models, with fallbacks; they hold in the app and at the gateway at once.
 * Changes are announced as `aliases`; what a target leads to also moves with `instances` and
 * `models`. Writing throws `invalid-request` whose `parameter` is `id` or `targets`: an id that is
 * an instance's or begins with one and a colon, `auto`, an id twice, a circle. A target that leads
 * nowhere now is no mistake (models come and go); `check` and `list` tell it.
 */
export const aliasesContract = {
  /** The config file's first, then the app's, each in its order. */
  list: oc.output(z.array(aliasViewSchema)),
  /** What a draft would come to. `id` is the alias that is being changed, if it is there already. */
  check: oc
    .input(
      z.object({
        /** Id of the stored alias that the draft changes; absent for a new one. */
        id: z.string().optional(),
        newId: z.string().max(200),
        targets: z.array(z.string().max(500)).max(20),
      }),
    )
    .output(
      z.object({
        targets: z.array(targetViewSchema),
        /** What `create` or `update` would refuse. */
        refusal: z
          .object({
            parameter: z.enum(["id", "targets"]),
            message: z.string(),
          })
          .optional(),
        hides: z.array(z.string()),
        answersNow: z.string().optional(),
      }),
    ),
  create: oc
    .input(z.object({ id: aliasIdSchema, targets: aliasTargetsSchema }))
    .output(aliasViewSchema),
  update: oc
    .input(
      byId.extend({
        newId: aliasIdSchema.optional(),
        targets: aliasTargetsSchema.optional(),
      }),
    )
    .output(aliasViewSchema),
  /** The whole order of the app's own aliases, by id. */
  order: oc.input(z.object({ ids: z.array(z.string()).max(1_000) })),
  /** Hides it; `restore` undoes it for 24 hours, unless its id was taken since. */
  remove: oc.input(byId),
  restore: oc.input(byId).output(aliasViewSchema),
};
