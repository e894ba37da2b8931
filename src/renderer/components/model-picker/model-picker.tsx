import { ChevronsUpDown } from "lucide-react";
import { useRef, useState } from "react";
import { modelName } from "#renderer/format/model.ts";
import { t } from "#renderer/messages/t.ts";
import { OriginChip } from "../model-list/model-chips.tsx";
import { ModelMark } from "../model-mark.tsx";
import { Popover } from "../popover.tsx";
import styles from "./model-picker.module.css";
import { PickerPanel } from "./picker-panel.tsx";
import type { ModelPickerProps } from "./picker-props.ts";

/** The button that names the model, and the searchable list behind it. */
export function ModelPicker({
  models,
  favourites,
  recents,
  value,
  placeholder = t("picker.choose"),
  disabled = false,
  onChange,
  onToggleFavourite,
  open: openProp,
  onOpenChange,
  shortcut,
  align = "end",
}: ModelPickerProps) {
  const [openState, setOpenState] = useState(false);
  const open = openProp ?? openState;
  const searchField = useRef<HTMLInputElement>(null);
  const model = models.find(({ ref }) => ref === value);
  const name = model === undefined ? (value ?? placeholder) : modelName(model);

  function setOpen(next: boolean): void {
    setOpenState(next);
    onOpenChange?.(next);
  }

  return (
    <Popover
      label={t("picker.choose")}
      open={open}
      onOpenChange={setOpen}
      align={align}
      initialFocus={searchField}
      className={styles.popup}
      trigger={
        <button
          type="button"
          className={styles.trigger}
          disabled={disabled}
          aria-keyshortcuts={shortcut}
          title={value}
        >
          {value !== undefined && <ModelMark modelRef={value} />}
          <span className={styles.triggerName}>
            {value !== undefined && (
              <span className={styles.unseen}>{t("picker.current")} </span>
            )}
            {name}
          </span>
          {model !== undefined && (
            <OriginChip local={model.local} simulated={model.simulated} />
          )}
          <ChevronsUpDown size={14} aria-hidden />
        </button>
      }
    >
      <PickerPanel
        models={models}
        favourites={favourites}
        recents={recents}
        value={value}
        searchField={searchField}
        onToggleFavourite={onToggleFavourite}
        onChoose={(ref) => {
          setOpen(false);
          if (ref !== value) onChange(ref);
        }}
      />
    </Popover>
  );
}
