import { z } from "zod";
import {
  headerNameSchema,
  headerValueSchema,
  instanceSettingsSchema,
} from "#shared/models/instance-settings.ts";
import type { InstanceEdits } from "#main/domain/instances/instance.ts";
import type { KeyValueStore } from "#main/ports/stores.ts";

const editsSchema = instanceSettingsSchema.extend({
  headers: z.record(headerNameSchema, headerValueSchema).optional(),
});

/** What a person changed on an instance in the app; nothing where nobody did, or it cannot be read. */
export function readEdits(values: KeyValueStore, id: string): InstanceEdits {
  const stored = editsSchema.safeParse(values.get(keyOf(id)));
  return stored.success ? stored.data : {};
}

export function writeEdits(
  values: KeyValueStore,
  id: string,
  edits: InstanceEdits | undefined,
): void {
  values.set(keyOf(id), edits);
}

function keyOf(id: string): string {
  return `instance-edits:${id}`;
}
