import type { InstanceView } from "#shared/models/instance.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { showToast } from "#renderer/stores/app-toasts.ts";
import { loadInstances } from "#renderer/stores/instances.ts";
import { loadModels } from "#renderer/stores/models.ts";

async function reload(): Promise<void> {
  await Promise.all([loadInstances(), loadModels()]);
}

export async function addDemo(): Promise<void> {
  try {
    await client.instances.enableDemo();
    await reload();
    showToast({ text: t("providers.demoAdded") });
  } catch (error) {
    toastError(error);
  }
}

export async function setEnabled(
  { id }: InstanceView,
  enabled: boolean,
): Promise<void> {
  try {
    await client.instances.setEnabled({ id, enabled });
    await reload();
  } catch (error) {
    toastError(error);
  }
}

/** Removed at once; undo brings instance and key back. */
export async function removeInstance({
  id,
  name,
}: InstanceView): Promise<void> {
  try {
    await client.instances.remove({ id });
    await reload();
    showToast({
      text: t("provider.removed", { name }),
      action: {
        label: t("common.undo"),
        onSelect: () => void restoreInstance(id),
      },
    });
  } catch (error) {
    toastError(error);
  }
}

async function restoreInstance(id: string): Promise<void> {
  try {
    await client.instances.restore({ id });
    await reload();
  } catch (error) {
    toastError(error);
  }
}

/** Throws AppError: the dialog that asked for the key tells of it. */
export async function replaceKey(
  { id, name }: InstanceView,
  key: string,
): Promise<void> {
  await client.instances.setKey({ id, key });
  await reload();
  showToast({ text: t("provider.keyReplaced", { name }), tone: "good" });
}
