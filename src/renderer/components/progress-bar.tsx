import type { CSSProperties } from "react";
import styles from "./progress-bar.module.css";

/** How far something is, 0 to 1. */
export function ProgressBar({
  label,
  fraction,
  tone = "accent",
  quiet = false,
}: {
  readonly label: string;
  readonly fraction: number;
  readonly tone?: "accent" | "warn" | "bad";
  /** In a table: what is left hardly shows. */
  readonly quiet?: boolean;
}) {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  const style: CSSProperties = { width: `${percent}%` };
  return (
    <div
      className={styles.track}
      data-quiet={quiet}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
    >
      <div className={styles.bar} data-tone={tone} style={style} />
    </div>
  );
}
