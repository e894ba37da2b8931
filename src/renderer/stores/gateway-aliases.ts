import { create } from "zustand";
import type { AliasView } from "#shared/gateway/alias.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { toastError } from "./app-errors.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";
import { showToast } from "./app-toasts.ts";

/** Names for models, the config file's first. */
export const useAliases = create<{
  readonly loading: Loading;
  readonly aliases: readonly AliasView[];
}>(() => ({ loading: { status: "loading" }, aliases: [] }));

export async function loadAliases(): Promise<void> {
  try {
    const aliases = await client.aliases.list();
    useAliases.setState({ loading: { status: "ready" }, aliases });
  } catch (error) {
    if (useAliases.getState().loading.status !== "ready")
      useAliases.setState({
        loading: { status: "failed", error: toErrorJson(error) },
      });
  }
}

export function followAliases(): () => void {
  return onBackendChange(["aliases", "instances", "models"], () => {
    void loadAliases();
  });
}

export interface AliasDraft {
  /** The stored alias that it changes; absent for a new one. */
  readonly changes?: string;
  readonly id: string;
  readonly targets: readonly string[];
}

/** Stores an alias. Throws AppError: the dialog that asked tells of it. */
export async function saveAlias({
  changes,
  id,
  targets,
}: AliasDraft): Promise<void> {
  const written = { targets: [...targets] };
  if (changes === undefined) await client.aliases.create({ id, ...written });
  else
    await client.aliases.update({
      id: changes,
      ...written,
      ...(id === changes ? {} : { newId: id }),
    });
  await loadAliases();
}

/** Another order of the same targets, shown at once; taken back if it is refused. */
export async function reorderTargets(
  { id, targets }: AliasView,
  order: readonly string[],
): Promise<void> {
  const byId = new Map(targets.map((target) => [target.id, target]));
  const moved = order.flatMap((target) => byId.get(target) ?? []);
  useAliases.setState(({ aliases }) => ({
    aliases: aliases.map((alias) =>
      alias.id === id && alias.source === "app"
        ? { ...alias, targets: moved }
        : alias,
    ),
  }));
  try {
    await client.aliases.update({ id, targets: [...order] });
  } catch (error) {
    toastError(error);
  }
  await loadAliases();
}

/** Removed at once; a toast takes it back. */
export async function removeAlias({ id }: AliasView): Promise<void> {
  try {
    await client.aliases.remove({ id });
  } catch (error) {
    toastError(error);
    return;
  }
  await loadAliases();
  showToast({
    text: t("gateway.aliases.removed", { id }),
    action: {
      label: t("common.undo"),
      onSelect: () =>
        void client.aliases.restore({ id }).then(loadAliases).catch(toastError),
    },
  });
}
