import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import styles from "./tabs.module.css";

export interface TabOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** Views of the same thing, one at a time; arrow keys move between their names. */
export function Tabs<Value extends string>({
  label,
  value,
  options,
  onChange,
  trailing,
  children,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly TabOption<Value>[];
  readonly onChange: (value: Value) => void;
  /** Controls at the right of the names. */
  readonly trailing?: ReactNode;
  /** The view of `value`. */
  readonly children: ReactNode;
}) {
  return (
    <Base.Root
      className={styles.root}
      value={value}
      onValueChange={(next: Value) => onChange(next)}
    >
      <div className={styles.bar}>
        <Base.List className={styles.list} aria-label={label} activateOnFocus>
          {options.map((option) => (
            <Base.Tab
              key={option.value}
              value={option.value}
              className={styles.tab}
            >
              {option.label}
            </Base.Tab>
          ))}
        </Base.List>
        {trailing !== undefined && (
          <div className={styles.trailing}>{trailing}</div>
        )}
      </div>
      <Base.Panel value={value} className={styles.panel} tabIndex={-1}>
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
