import type {
  InstanceChanges,
  InstanceSettingsView,
} from "#shared/models/instance-settings.ts";
import { client } from "#renderer/rpc/client.ts";
import { loadInstances } from "#renderer/stores/instances.ts";
import { loadModels } from "#renderer/stores/models.ts";

/** Throws AppError. */
export function loadSettings(id: string): Promise<InstanceSettingsView> {
  return client.instances.settings({ id });
}

/** Throws AppError with the refused field in `data.parameter`. */
export async function saveChanges(
  id: string,
  changes: InstanceChanges,
): Promise<void> {
  await client.instances.update({ id, changes });
  await Promise.all([loadInstances(), loadModels()]);
}

export type Admitted = Awaited<ReturnType<typeof client.instances.admitted>>;

/** What patterns would let through of the models that the instance listed last. Throws AppError. */
export function askAdmitted(
  id: string,
  allow: readonly string[],
): Promise<Admitted> {
  return client.instances.admitted({ id, allow: [...allow] });
}
