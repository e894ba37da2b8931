import { create } from "zustand";
import type { PromptSet } from "#shared/compare/prompt-set.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { toastError } from "./app-errors.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";
import { showToast } from "./app-toasts.ts";

/** All prompt sets, newest first. */
export const usePromptSets = create<{
  readonly loading: Loading;
  readonly sets: readonly PromptSet[];
}>(() => ({ loading: { status: "loading" }, sets: [] }));

export async function loadPromptSets(): Promise<void> {
  try {
    const sets = await client.promptSets.list();
    usePromptSets.setState({ loading: { status: "ready" }, sets });
  } catch (error) {
    if (usePromptSets.getState().loading.status !== "ready")
      usePromptSets.setState({
        loading: { status: "failed", error: toErrorJson(error) },
      });
  }
}

export function followPromptSets(): () => void {
  return onBackendChange(["prompt-sets"], () => void loadPromptSets());
}

/** Removes one; a toast takes it back. Says whether it is gone. */
export async function removePromptSet({
  id,
  title,
}: Pick<PromptSet, "id" | "title">): Promise<boolean> {
  try {
    await client.promptSets.remove({ id });
  } catch (error) {
    toastError(error);
    return false;
  }
  await loadPromptSets();
  showToast({
    text: t("compare.list.removed", { title }),
    action: {
      label: t("common.undo"),
      onSelect: () =>
        void client.promptSets
          .restore({ id })
          .then(loadPromptSets)
          .catch(toastError),
    },
  });
  return true;
}
