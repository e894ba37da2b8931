import { Star } from "lucide-react";
import { t } from "#renderer/messages/t.ts";
import styles from "./model-list.module.css";

/** The star of a model row; `f` does the same, so it is no stop of the Tab key. */
export function FavouriteButton({
  name,
  favourite,
  onToggle,
}: {
  readonly name: string;
  readonly favourite: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <button
      type="button"
      className={styles.star}
      tabIndex={-1}
      aria-pressed={favourite}
      aria-label={t(
        favourite ? "models.favourite.remove" : "models.favourite.add",
        {
          name,
        },
      )}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <Star size={14} fill={favourite ? "currentColor" : "none"} />
    </button>
  );
}

/** The same inside an option of a list, which may hold no button: keys do it from the search field. */
export function FavouriteMark({
  favourite,
  onToggle,
}: {
  readonly favourite: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <span
      className={styles.star}
      data-favourite={favourite}
      role={favourite ? "img" : undefined}
      aria-label={favourite ? t("picker.key.favourite") : undefined}
      aria-hidden={favourite ? undefined : true}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <Star size={14} fill={favourite ? "currentColor" : "none"} />
    </span>
  );
}
