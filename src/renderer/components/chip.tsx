import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import styles from "./chip.module.css";

export type Tone = "neutral" | "accent" | "good" | "warn" | "bad" | "info";

/** A word about a thing: `tools`, `on this computer`, `simulated`. Not a control. */
export function Chip({
  tone = "neutral",
  icon,
  children,
}: {
  readonly tone?: Tone;
  /** A lucide icon, 14 px. */
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <span className={classNames(styles.chip, styles[tone])}>
      {icon}
      <span className={styles.text}>{children}</span>
    </span>
  );
}

/** A filter that is on or off. */
export function FilterChip({
  pressed,
  onChange,
  icon,
  children,
}: {
  readonly pressed: boolean;
  readonly onChange: (pressed: boolean) => void;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={styles.filter}
      aria-pressed={pressed}
      onClick={() => onChange(!pressed)}
    >
      {icon}
      {children}
    </button>
  );
}
