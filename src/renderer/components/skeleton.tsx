import type { CSSProperties } from "react";
import styles from "./skeleton.module.css";

/** A quiet bar where text will be; invisible for its first 150 ms. `width` is a CSS length. */
export function Skeleton({ width = "100%" }: { readonly width?: string }) {
  const style: CSSProperties = { width };
  return <span className={styles.bar} style={style} aria-hidden />;
}

const widths = ["62%", "48%", "71%", "55%", "66%", "43%"] as const;

/** Rows of skeleton bars for a list that is on its way. */
export function SkeletonRows({
  label,
  rows = 6,
}: {
  readonly label: string;
  readonly rows?: number;
}) {
  return (
    <div className={styles.rows} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} width={widths[index % widths.length] ?? "60%"} />
      ))}
    </div>
  );
}
