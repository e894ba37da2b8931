import { oc } from "@orpc/contract";
import { z } from "zod";
import { errorJsonSchema } from "../errors/app-error.ts";
import {
  instanceKindSchema,
  instanceViewSchema,
  modelProblemSchema,
  remoteKindSchema,
} from "../models/instance.ts";
import {
  instanceChangesSchema,
  instanceSettingsViewSchema,
} from "../models/instance-settings.ts";

/** A new key on its way in. It is stored and never comes back out. */
const newKeySchema = z.string().trim().min(1).max(10_000);

export const connectionTestSchema = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    modelCount: z.int(),
    latencyMs: z.number(),
    /** What it had to leave out. */
    problems: z.array(modelProblemSchema),
  }),
  z.object({ ok: z.literal(false), error: errorJsonSchema }),
]);

export const instancesContract = {
  list: oc.output(z.array(instanceViewSchema)),
  /**
   * Says what a pasted key or address most likely is, without any network: known key prefixes and
   * known hosts. `missing` names what must still be asked for.
   */
  recognize: oc.input(z.object({ text: z.string().max(10_000) })).output(
    z.object({
      preset: z.string().optional(),
      kind: instanceKindSchema.optional(),
      name: z.string().optional(),
      baseUrl: z.string().optional(),
      isKey: z.boolean(),
      missing: z.array(z.enum(["baseUrl", "key"])),
    }),
  ),
  /** The known providers that a person may add, as rows. */
  presets: oc.output(
    z.array(
      z.object({
        id: z.string(),
        kind: instanceKindSchema,
        name: z.string(),
        baseUrl: z.string().optional(),
        needsKey: z.boolean(),
        local: z.boolean(),
      }),
    ),
  ),
  add: oc
    .input(
      z.object({
        kind: remoteKindSchema,
        name: z.string().trim().min(1).max(80),
        baseUrl: z.url().optional(),
        key: newKeySchema.optional(),
      }),
    )
    .output(instanceViewSchema),
  /** Lists the models live. Saves nothing but the outcome. */
  test: oc.input(z.object({ id: z.string() })).output(connectionTestSchema),
  setKey: oc
    .input(z.object({ id: z.string(), key: newKeySchema }))
    .output(instanceViewSchema),
  setEnabled: oc
    .input(z.object({ id: z.string(), enabled: z.boolean() }))
    .output(instanceViewSchema),
  settings: oc
    .input(z.object({ id: z.string() }))
    .output(instanceSettingsViewSchema),
  /**
   * Keeps changes for good. A refused field is `invalid-request` with its name in `data.parameter`,
   * one that the config file fixes `conflict`.
   */
  update: oc
    .input(z.object({ id: z.string(), changes: instanceChangesSchema }))
    .output(instanceViewSchema),
  /** How many of the models listed last such an allow list would let through; an empty one: all. */
  admitted: oc
    .input(z.object({ id: z.string(), allow: z.array(z.string()).max(500) }))
    .output(
      z.object({
        total: z.int(),
        admitted: z.int(),
        /** By each pattern alone, in their order. */
        byPattern: z.array(z.int()),
        /** Some of those that are let through. */
        examples: z.array(z.string()),
      }),
    ),
  /** Removes instance and key; `restore` undoes it within the hour. */
  remove: oc.input(z.object({ id: z.string() })),
  restore: oc.input(z.object({ id: z.string() })).output(instanceViewSchema),
  /** Adds the instance of simulated models. */
  enableDemo: oc.output(instanceViewSchema),
};
