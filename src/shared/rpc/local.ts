import { oc } from "@orpc/contract";
import { z } from "zod";
import { modelDescriptorSchema } from "../models/descriptor.ts";

export const localContract = {
  /** Registers a GGUF file by its path on the machine that runs the backend. Checked, not loaded. */
  addFile: oc
    .input(z.object({ path: z.string().min(1) }))
    .output(modelDescriptorSchema),
  /** Forgets a file; it stays on disk. */
  removeFile: oc.input(z.object({ ref: z.string() })),
  /** What the process that runs models is doing. */
  status: oc.output(
    z.object({
      state: z.enum(["stopped", "idle", "loading", "generating"]),
      loadedModel: z.string().optional(),
      memoryBytes: z.number().optional(),
      threads: z.int(),
      /** `false`, or the backend in use, e.g. `metal`, `vulkan`, `cuda`. */
      gpu: z.union([z.literal(false), z.string()]),
    }),
  ),
  unload: oc,
};
