import { ModelPicker } from "#renderer/components/model-picker/model-picker.tsx";
import { t } from "#renderer/messages/t.ts";
import { toggleFavourite, useModels } from "#renderer/stores/models.ts";

/** Names one model; empty is the program's own choice. */
export function ModelControl({
  value,
  disabled,
  onChange,
}: {
  readonly value: string;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
}) {
  const models = useModels((state) => state.models);
  const favourites = useModels((state) => state.favourites);
  const recents = useModels((state) => state.recents);
  return (
    <ModelPicker
      models={models}
      favourites={favourites}
      recents={recents}
      value={value === "" ? undefined : value}
      placeholder={t("settings.fallbackModel.automatic")}
      disabled={disabled}
      onChange={onChange}
      onToggleFavourite={(ref) => void toggleFavourite(ref)}
    />
  );
}
