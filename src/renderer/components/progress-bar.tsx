import type { CSSProperties } from "react";
import styles from "./progress-bar.module.css";

/** How far something is, 0 to 1. */
export function ProgressBar({
  label,
  fraction,
  tone = "accent",
}: {
  readonly label: string;
  readonly fraction: number;
  readonly tone?: "accent" | "warn" | "bad";
}) {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  const style: CSSProperties = { width: `${percent}%` };
  return (
    <div
      className={styles.track}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
    >
      <div className={styles.bar} data-tone={tone} style={style} />
    </div>
  );
}
