import { z } from "zod";
import { pullSchema, type Pull } from "#shared/models/pull.ts";
import type { KeyValueStore } from "#main/ports/stores.ts";

const key = "unfinished-pulls";
const schema = z.array(pullSchema.pick({ instance: true, model: true }));

type Unfinished = Pick<Pull, "instance" | "model">;

/** Pulls that an earlier run of the program did not bring to their end. */
export function readUnfinished(values: KeyValueStore): readonly Unfinished[] {
  return schema.safeParse(values.get(key)).data ?? [];
}

export function writeUnfinished(
  values: KeyValueStore,
  pulls: readonly Pull[],
): void {
  values.set(
    key,
    pulls.map(({ instance, model }) => ({ instance, model })),
  );
}
