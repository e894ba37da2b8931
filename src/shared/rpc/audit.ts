import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import {
  auditDetailSchema,
  auditEventViewSchema,
  auditFilterSchema,
} from "../gateway/audit.ts";

/** One event for each request at the gateway, whatever its end, in an encrypted file of its own. */
export const auditContract = {
  /** Newest first. */
  query: oc
    .input(
      auditFilterSchema.extend({
        /** Only events up to this id, so that pages stand still while new ones come. */
        upTo: z.int().optional(),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .output(
      z.object({
        events: z.array(auditEventViewSchema),
        /** How many match, counted up to 10,000. */
        total: z.int(),
        totalIsCapped: z.boolean(),
        /** Id of the newest event of all; 0 without any. */
        newestId: z.int(),
      }),
    ),
  detail: oc.input(z.object({ id: z.int() })).output(auditDetailSchema),
  /** New events that match, oldest first, four times a second at most. Never ends by itself. */
  watch: oc.input(auditFilterSchema).output(
    eventIterator(
      z.object({
        events: z.array(auditEventViewSchema),
        /** Events that were too many to be passed on; `query` has them. */
        missed: z.int().min(0),
      }),
    ),
  ),
  /** Pieces of a text that join to the file: oldest first, prompts never. */
  export: oc
    .input(auditFilterSchema.extend({ format: z.enum(["jsonl", "csv"]) }))
    .output(eventIterator(z.object({ text: z.string() }))),
  /** What is kept. How long is the setting `auditDays`. */
  figures: oc.output(
    z.object({
      events: z.int().min(0),
      /** Size of the file on disk. */
      bytes: z.int().min(0),
      /** ISO time of the oldest event; absent without any. */
      oldest: z.string().optional(),
      /** Events that hold what prompt logging kept. */
      promptRecords: z.int().min(0),
    }),
  ),
};
