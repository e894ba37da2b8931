import { useId } from "react";
import { Switch } from "#renderer/components/switch.tsx";
import styles from "./options-dialog.module.css";

/** A choice of yes or no with a sentence on what it means. */
export function OptionSwitch({
  label,
  help,
  checked,
  disabled,
  onChange,
}: {
  readonly label: string;
  readonly help: string;
  readonly checked: boolean;
  readonly disabled: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className={styles.option}>
      <div>
        <p className={styles.label}>{label}</p>
        <p className={styles.help} id={id}>
          {help}
        </p>
      </div>
      <Switch
        label={label}
        describedBy={id}
        checked={checked}
        disabled={disabled}
        onChange={onChange}
      />
    </div>
  );
}
