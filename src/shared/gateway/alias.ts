import { z } from "zod";

/** Printable, without spaces at the ends: clients send it as a model's name. */
export const aliasIdSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\s"\\]+$/, "must not hold spaces, quotes or backslashes");

export const aliasTargetsSchema = z
  .array(z.string().trim().min(1).max(500))
  .min(1)
  .max(20);

export const targetViewSchema = z.object({
  /** As it was written: `instance:model`, another alias, or a bare model id. */
  id: z.string(),
  /** What it leads to now, as `instance:model`, in the order of trying; empty where it leads nowhere. */
  leadsTo: z.array(z.string()),
  /**
   * Why it would be passed over now: nobody knows it; its instance is switched off; several instances
   * offer the bare id (`candidates`); its instance does not list it (it is tried all the same); its
   * instance's own list forbids it; it failed repeatedly and rests for a moment.
   */
  problem: z
    .enum([
      "unknown",
      "switched-off",
      "ambiguous",
      "not-listed",
      "not-allowed",
      "paused",
    ])
    .optional(),
  candidates: z.array(z.string()).optional(),
});
export type TargetView = z.infer<typeof targetViewSchema>;

/** A name that clients ask for, and the targets that are tried in order. */
export const aliasViewSchema = z.object({
  id: z.string(),
  targets: z.array(targetViewSchema),
  /** `config`: the config file's own; it cannot be changed here. */
  source: z.enum(["config", "app"]),
  /** The config file has an alias of this id, which is the one that holds. */
  shadowed: z.boolean(),
  /** Instances that offer a model of this very id, which the alias hides from those who ask for the bare id. */
  hides: z.array(z.string()),
  /** `instance:model` that would be asked first now; absent while nothing can answer. */
  answersNow: z.string().optional(),
});
export type AliasView = z.infer<typeof aliasViewSchema>;
