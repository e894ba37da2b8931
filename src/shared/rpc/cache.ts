import { oc } from "@orpc/contract";
import { z } from "zod";

/** Kept answers: how many, how large, and what they have saved since the program started. */
export const cacheFiguresSchema = z.object({
  entries: z.int().min(0),
  bytes: z.int().min(0),
  /** Most that may be kept. */
  limitBytes: z.int().min(0),
  hits: z.int().min(0),
  misses: z.int().min(0),
  /** Integer billionths of a US dollar. */
  savedNanoUsd: z.int().min(0),
  savedMs: z.number().min(0),
});

export const cacheContract = {
  figures: oc.output(cacheFiguresSchema),
  /** What is kept of each model, largest first. */
  models: oc.output(
    z.array(
      z.object({
        instance: z.string(),
        /** Upstream model id. */
        model: z.string(),
        entries: z.int().min(0),
        bytes: z.int().min(0),
      }),
    ),
  ),
  /** Forgets kept answers: of one model, of one instance, or all. */
  purge: oc
    .input(
      z.object({
        instance: z.string().optional(),
        /** Upstream model id. */
        model: z.string().optional(),
      }),
    )
    .output(z.object({ removed: z.int().min(0) })),
};
