import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { logFilterSchema, logLineSchema } from "../gateway/log-line.ts";

/** The program's own log, in rotated files of the data directory. */
export const logsContract = {
  /** The latest lines that match, oldest first, read back as far as the files go. */
  query: oc
    .input(
      logFilterSchema.extend({ limit: z.int().min(1).max(2_000).default(500) }),
    )
    .output(
      z.object({
        lines: z.array(logLineSchema),
        /** Older ones match, too. */
        hasMore: z.boolean(),
      }),
    ),
  /** New lines that match, four times a second at most. Never ends by itself. */
  watch: oc.input(logFilterSchema).output(
    eventIterator(
      z.object({
        lines: z.array(logLineSchema),
        /** Lines that were too many to be passed on. */
        missed: z.int().min(0),
      }),
    ),
  ),
  /** Where the files are, on the machine that runs the backend. */
  place: oc.output(
    z.object({
      folder: z.string(),
      files: z.int().min(0),
      bytes: z.int().min(0),
    }),
  ),
};
