import { useRef } from "react";
import { Dialog } from "#renderer/components/dialog.tsx";
import { PickerPanel } from "#renderer/components/model-picker/picker-panel.tsx";
import { toggleFavourite, useModels } from "#renderer/stores/models.ts";

/** Asks for one model. */
export function ModelDialog({
  title,
  onChoose,
  onClose,
}: {
  readonly title: string;
  readonly onChoose: (model: string) => void;
  readonly onClose: () => void;
}) {
  const models = useModels((state) => state.models);
  const favourites = useModels((state) => state.favourites);
  const recents = useModels((state) => state.recents);
  const search = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      open
      wide
      title={title}
      initialFocus={search}
      onOpenChange={(open) => open || onClose()}
    >
      <PickerPanel
        models={models}
        favourites={favourites}
        recents={recents}
        value={undefined}
        searchField={search}
        onToggleFavourite={(ref) => void toggleFavourite(ref)}
        onChoose={(ref) => {
          onClose();
          onChoose(ref);
        }}
      />
    </Dialog>
  );
}
