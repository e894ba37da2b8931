import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import popup from "./popup.module.css";
import styles from "./select.module.css";

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly icon?: ReactNode;
}

/** One of a few. `label` is its accessible name; draw a visible one beside it where it needs one. */
export function Select<Value extends string>({
  label,
  value,
  options,
  onChange,
  disabled = false,
  quiet = false,
  describedBy,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean;
  /** No frame until hovered: bars. */
  readonly quiet?: boolean;
  readonly describedBy?: string | undefined;
}) {
  return (
    <Base.Root
      items={options}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      disabled={disabled}
    >
      <Base.Trigger
        className={classNames(styles.trigger, quiet && styles.quiet)}
        aria-label={label}
        aria-describedby={describedBy}
      >
        <Base.Value className={styles.value} />
        <Base.Icon className={styles.icon}>
          <ChevronDown size={14} />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner
          className={popup.positioner}
          sideOffset={4}
          alignItemWithTrigger={false}
        >
          <Base.Popup className={classNames(popup.popup, popup.list)}>
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className={popup.item}
              >
                <span className={popup.itemCheck}>
                  <Base.ItemIndicator>
                    <Check size={16} />
                  </Base.ItemIndicator>
                </span>
                {option.icon}
                <Base.ItemText className={popup.itemText}>
                  {option.label}
                </Base.ItemText>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
