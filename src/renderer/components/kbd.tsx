import { classNames } from "./class-names.ts";
import { shortcutText } from "./shortcut.ts";
import styles from "./kbd.module.css";

/** A shortcut as this system writes it, e.g. `mod+k` as ⌘K or Ctrl K. */
export function Kbd({
  keys,
  onAccent = false,
}: {
  readonly keys: string;
  /** Drawn on an accent-coloured button. */
  readonly onAccent?: boolean;
}) {
  return (
    <kbd className={classNames(styles.kbd, onAccent && styles.onAccent)}>
      {shortcutText(keys)}
    </kbd>
  );
}
