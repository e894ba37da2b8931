import type { Draft } from "#renderer/stores/chat-draft.ts";
import { modelName } from "#renderer/format/model.ts";
import { t } from "#renderer/messages/t.ts";
import { useModels } from "#renderer/stores/models.ts";

/** The sentence for images that some of the models cannot see; it does not keep the others from it. */
export function useImageWarning(
  { attachments }: Draft,
  models: readonly string[],
  hidden: boolean,
): string | undefined {
  const byRef = useModels((state) => state.byRef);
  if (!attachments.some(({ part }) => part.type === "image")) return undefined;
  const blind = new Set(
    models.flatMap((ref) => {
      const model = byRef.get(ref);
      return model === undefined || model.inputModalities.includes("image")
        ? []
        : modelName(model);
    }),
  );
  if (blind.size === 0) return undefined;
  return hidden
    ? t("compare.composer.noVisionHidden")
    : t("compare.composer.noVision", { models: [...blind].join(", ") });
}
