import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { t } from "#renderer/messages/t.ts";
import { useModels } from "#renderer/stores/models.ts";

/** Why a chat with this model cannot send, as a sentence. An alias or a stale id is for the backend to judge. */
export function useBlocked(
  ref: string | undefined,
  model: ModelDescriptor | undefined,
  isPrivate: boolean,
): string | undefined {
  const known = useModels(({ models, loading }) =>
    loading.status === "ready" ? models.length : undefined,
  );
  if (ref === undefined) return t("chat.composer.noModel");
  if (isPrivate && model?.local === false) return t("chat.composer.private");
  return model === undefined && known === 0
    ? t("chat.composer.modelGone")
    : undefined;
}
