import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { errorJsonSchema } from "../errors/app-error.ts";

/** Things a person should know about the state of the program, shown quietly in the window. */
export const noticeSchema = z.object({
  id: z.enum(["key-file", "migrated", "keyring-unreachable"]),
  data: z.record(z.string(), z.string()),
});

export const appInfoSchema = z.object({
  version: z.string(),
  platform: z.string(),
  dataDir: z.string(),
  /** Bytes of memory in this machine. */
  memoryBytes: z.number(),
  demo: z.boolean(),
  gateway: z.object({
    address: z.string().optional(),
    error: errorJsonSchema.optional(),
  }),
  /** No provider beyond this network could be reached the last time. */
  offline: z.boolean(),
  notices: z.array(noticeSchema),
});

/** Announcements: something changed, ask again. State travels by calls, never by these. */
export const changeSchema = z.object({
  topic: z.enum([
    "conversations",
    "comparisons",
    "prompt-sets",
    "instances",
    "health",
    "models",
    "settings",
    "local",
    "gateway",
    "connectivity",
    "keys",
    "aliases",
    "audit",
    "activity",
  ]),
});

export const appContract = {
  info: oc.output(appInfoSchema),
  changes: oc.output(eventIterator(changeSchema)),
  /** Whole diagnostics as text with secrets redacted, for "copy diagnostics". */
  diagnostics: oc.output(z.string()),
};
