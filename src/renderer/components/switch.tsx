import { Switch as Base } from "@base-ui/react/switch";
import styles from "./switch.module.css";

/** On or off, at once. `label` is its accessible name. */
export function Switch({
  label,
  checked,
  onChange,
  disabled = false,
  describedBy,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly describedBy?: string | undefined;
}) {
  return (
    <Base.Root
      className={styles.switch}
      checked={checked}
      onCheckedChange={(next) => onChange(next)}
      disabled={disabled}
      aria-label={label}
      aria-describedby={describedBy}
    >
      <Base.Thumb className={styles.thumb} />
    </Base.Root>
  );
}
