import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { t } from "#renderer/messages/t.ts";
import { useModels } from "#renderer/stores/models.ts";

/** Why a chat with this model cannot send, as a sentence. An alias or a stale id is for the backend to judge. */
export function useBlocked(
  ref: string | undefined,
  model: ModelDescriptor | undefined,
  isPrivate: boolean,
): string | undefined {
  const status = useModels(({ loading }) => loading.status);
  const hasNone = useModels(({ models }) => models.length === 0);
  if (ref === undefined)
    return t(status === "loading" ? "common.loading" : "chat.composer.noModel");
  if (isPrivate && model?.local === false) return t("chat.composer.private");
  return model === undefined && status === "ready" && hasNone
    ? t("chat.composer.modelGone")
    : undefined;
}
