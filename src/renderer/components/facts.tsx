import type { ReactNode } from "react";
import styles from "./facts.module.css";

export interface FactRow {
  readonly label: string;
  readonly value: ReactNode;
}

/** Names at the left, figures at the right. Rows without a value are left out. */
export function Facts({
  rows,
}: {
  readonly rows: readonly (FactRow | undefined)[];
}) {
  return (
    <dl className={styles.facts}>
      {rows.map(
        (row) =>
          row !== undefined && (
            <div key={row.label} className={styles.row}>
              <dt className={styles.label}>{row.label}</dt>
              <dd className={styles.value}>{row.value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
