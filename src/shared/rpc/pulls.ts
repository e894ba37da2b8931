import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { pullSchema } from "../models/pull.ts";

const idInput = z.object({ id: z.string() });

/** Models that an instance (Ollama) fetches to its own disk and deletes from it. */
export const pullsContract = {
  /**
   * Starts to fetch a model, or goes on where an earlier try ended. It runs to its end whoever
   * watches. `invalid-request` where the instance cannot fetch models.
   */
  start: oc
    .input(
      z.object({
        instance: z.string(),
        model: z.string().trim().min(1).max(300),
      }),
    )
    .output(pullSchema),
  /** Stops; what was fetched stays there for the next start. No effect on one that does not run. */
  stop: oc.input(idInput),
  /** Takes one that does not run off the list. */
  dismiss: oc.input(idInput),
  /** All of them now and after each change, a few times a second at most. Never ends by itself. */
  watch: oc.output(eventIterator(z.array(pullSchema))),
  /** Deletes a model from the instance's own disk, for good. */
  deleteModel: oc.input(
    z.object({ instance: z.string(), model: z.string().min(1) }),
  ),
};
