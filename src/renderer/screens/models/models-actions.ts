import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { Pull } from "#shared/models/pull.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { copyText } from "#renderer/stores/app-clipboard.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";
import { showToast } from "#renderer/stores/app-toasts.ts";
import { instanceName } from "#renderer/stores/instances.ts";
import { dismissPull } from "#renderer/stores/pulls.ts";
import { addModelFile } from "#renderer/stores/models-open-file.ts";
import {
  loadModels,
  refreshModels,
  useModels,
} from "#renderer/stores/models.ts";
import { modelName } from "#renderer/format/model.ts";

/** A new chat with this model, opened. */
export async function chatWith({ ref }: ModelDescriptor): Promise<void> {
  try {
    const conversation = await client.conversations.create({ model: ref });
    navigate("chat", conversation.id);
  } catch (error) {
    toastError(error);
  }
}

/** The same with a model that has just arrived, by the name that its instance gives it. */
export async function chatWithPulled({ instance, model }: Pull): Promise<void> {
  const { models } = useModels.getState();
  const short = model.replace(/^https?:\/\//i, "");
  const found = models.find(
    (it) =>
      it.instance === instance &&
      (it.id === short || it.id === `${short}:latest`),
  );
  if (found === undefined) return;
  await dismissPull({ id: `${instance}:${model}` });
  await chatWith(found);
}

export async function refreshAndTell(): Promise<void> {
  const outcome = await refreshModels();
  if (outcome === undefined) return;
  const { changes, failures } = outcome;
  if (failures.length > 0) {
    const names = failures.map(({ instance }) => instanceName(instance));
    showToast({
      text: t("models.refreshFailed", {
        count: failures.length,
        names: names.join(", "),
      }),
      tone: "bad",
      action: {
        label: t("errors.action.open-providers"),
        onSelect: () => navigate("providers"),
      },
    });
    return;
  }
  showToast({
    text: t("models.refreshed", {
      added: changes.added.length,
      removed: changes.removed.length,
      repriced: changes.repriced.length,
    }),
    tone: "good",
  });
}

export async function copyModelId(ref: string): Promise<void> {
  try {
    await copyText(ref);
    showToast({ text: t("model.idCopied") });
  } catch (error) {
    toastError(error);
  }
}

/** Forgets a local file; undo registers it again. The file itself stays where it is. */
export async function removeFile(model: ModelDescriptor): Promise<void> {
  const path = model.gguf?.path;
  if (path === undefined) return;
  try {
    await client.local.removeFile({ ref: model.ref });
    await loadModels();
    navigate("models", undefined, { replace: true });
    showToast({
      text: t("model.removed", { name: modelName(model) }),
      action: {
        label: t("common.undo"),
        onSelect: () => void addModelFile(path).catch(toastError),
      },
    });
  } catch (error) {
    toastError(error);
  }
}
