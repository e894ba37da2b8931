import { Columns3, Lock, PanelRight } from "lucide-react";
import { useMemo, useState } from "react";
import { Chip } from "#renderer/components/chip.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { ModelPicker } from "#renderer/components/model-picker/model-picker.tsx";
import { ScreenHeader } from "#renderer/components/screen-header.tsx";
import { Tooltip } from "#renderer/components/tooltip.tsx";
import { t } from "#renderer/messages/t.ts";
import { toggleFavourite, useModels } from "#renderer/stores/models.ts";
import styles from "./chat-screen.module.css";
import { setPickerOpen, usePickerState } from "./picker-state.ts";
import { TitleField } from "#renderer/components/title-field.tsx";

/** Title, model and the way to the inspector. */
export function ChatHeader({
  title,
  model,
  isPrivate,
  inspectorOpen,
  onRename,
  onModel,
  onCompare,
  onToggleInspector,
}: {
  readonly title: string;
  readonly model: string | undefined;
  /** Whether only models on this computer are asked. */
  readonly isPrivate: boolean;
  readonly inspectorOpen: boolean;
  /** Absent where there is nothing to rename yet. */
  readonly onRename?: (title: string) => void;
  /** `replyId` is the reply that the model was chosen for. */
  readonly onModel: (model: string, replyId: string | undefined) => void;
  /** Absent where there is nothing to compare yet. */
  readonly onCompare?: () => void;
  readonly onToggleInspector: () => void;
}) {
  const models = useModels((state) => state.models);
  const favourites = useModels((state) => state.favourites);
  const recents = useModels((state) => state.recents);
  const { open, replyId } = usePickerState();
  // In a private chat the others would only be refused.
  const offered = useMemo(
    () => (isPrivate ? models.filter(({ local }) => local) : models),
    [isPrivate, models],
  );
  return (
    <ScreenHeader
      title={
        onRename === undefined ? (
          title
        ) : (
          <Title title={title} onRename={onRename} />
        )
      }
    >
      {isPrivate && (
        <Tooltip label={t("chat.private.on")}>
          <span tabIndex={0}>
            <Chip icon={<Lock size={14} aria-hidden />}>
              {t("chat.private.chip")}
            </Chip>
          </span>
        </Tooltip>
      )}
      <ModelPicker
        models={offered}
        favourites={favourites}
        recents={recents}
        // Writing again with the same model is a choice too.
        value={replyId === undefined ? model : undefined}
        open={open}
        onOpenChange={setPickerOpen}
        onChange={(ref) => onModel(ref, replyId)}
        onToggleFavourite={(ref) => void toggleFavourite(ref)}
        shortcut="mod+m"
      />
      {onCompare !== undefined && (
        <IconButton
          label={t("compare.withOthers")}
          icon={<Columns3 size={16} />}
          onClick={onCompare}
        />
      )}
      <IconButton
        label={t("chat.header.inspector")}
        shortcut="mod+i"
        pressed={inspectorOpen}
        icon={<PanelRight size={16} />}
        onClick={onToggleInspector}
      />
    </ScreenHeader>
  );
}

function Title({
  title,
  onRename,
}: {
  readonly title: string;
  readonly onRename: (title: string) => void;
}) {
  const [renaming, setRenaming] = useState(false);
  if (renaming)
    return (
      <TitleField
        className={styles.titleField}
        title={title}
        onSave={onRename}
        onClose={() => setRenaming(false)}
      />
    );
  return (
    <button
      type="button"
      className={styles.title}
      title={t("chat.header.rename")}
      onClick={() => setRenaming(true)}
    >
      {title}
    </button>
  );
}
