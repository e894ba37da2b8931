import { create } from "zustand";
import type { Pull } from "#shared/models/pull.ts";
import { client, subscribe } from "#renderer/rpc/client.ts";
import { toastError } from "./app-errors.ts";
import { instanceName } from "./instances.ts";
import { showToast } from "./app-toasts.ts";
import { t } from "#renderer/messages/t.ts";
import { loadModels } from "./models.ts";

/** Models on their way to an instance's own disk. */
export const usePulls = create<{ readonly pulls: readonly Pull[] }>(() => ({
  pulls: [],
}));

export function followPulls(): () => void {
  return subscribe((options) => client.pulls.watch(undefined, options), {
    onEvent: (pulls) => usePulls.setState({ pulls }),
  });
}

/** Throws AppError: the dialog that asked for it tells of it. */
export async function startPull(
  instance: string,
  model: string,
): Promise<void> {
  await client.pulls.start({ instance, model });
}

export async function resumePull({ instance, model }: Pull): Promise<void> {
  await client.pulls.start({ instance, model }).catch(toastError);
}

export async function stopPull({ id }: Pull): Promise<void> {
  await client.pulls.stop({ id }).catch(toastError);
}

export async function dismissPull({ id }: Pick<Pull, "id">): Promise<void> {
  await client.pulls.dismiss({ id }).catch(toastError);
}

/** For good: only another pull brings it back, which is what is offered afterwards. */
export async function deleteModel(
  instance: string,
  model: string,
): Promise<void> {
  await client.pulls.deleteModel({ instance, model });
  await loadModels();
  showToast({
    text: t("pulls.deleted", { model, name: instanceName(instance) }),
    action: {
      label: t("pulls.pullAgain"),
      onSelect: () => void startPull(instance, model).catch(toastError),
    },
  });
}
