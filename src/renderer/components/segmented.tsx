import type { KeyboardEvent, ReactNode } from "react";
import styles from "./segmented.module.css";

export interface SegmentOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly icon?: ReactNode;
}

/** One of two to four, all in sight. Arrow keys move, as in any radio group. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onChange,
  disabled = false,
  describedBy,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly SegmentOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean;
  readonly describedBy?: string | undefined;
}) {
  function move(event: KeyboardEvent<HTMLDivElement>) {
    // With a modifier the arrows belong to the screen's own shortcuts.
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step =
      { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key] ??
      0;
    if (step === 0) return;
    event.preventDefault();
    const position = options.findIndex((option) => option.value === value);
    const next = (position + step + options.length) % options.length;
    const option = options[next];
    if (option === undefined) return;
    onChange(option.value);
    const button = event.currentTarget.children[next];
    if (button instanceof HTMLElement) button.focus();
  }

  return (
    <div
      className={styles.group}
      role="radiogroup"
      aria-label={label}
      aria-describedby={describedBy}
      onKeyDown={move}
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          className={styles.option}
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          disabled={disabled}
          onClick={() => onChange(option.value)}
        >
          {option.icon}
          {option.label}
        </button>
      ))}
    </div>
  );
}
