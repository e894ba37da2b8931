import type { ReactNode } from "react";
import styles from "./sidebar-list.module.css";

/** A named group of rows in a screen's sidebar section. */
export function SidebarGroup({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.group} aria-label={label}>
      <h2 className={styles.heading}>{label}</h2>
      <ul className={styles.rows}>{children}</ul>
    </section>
  );
}

/** One row of such a group. */
export function SidebarItem({
  current = false,
  onSelect,
  trailing,
  children,
}: {
  readonly current?: boolean;
  readonly onSelect: () => void;
  /** A count or a dot at the right. */
  readonly trailing?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <li>
      <button
        type="button"
        className={styles.row}
        aria-current={current || undefined}
        onClick={onSelect}
      >
        <span className={styles.text}>{children}</span>
        {trailing !== undefined && (
          <span className={styles.trailing}>{trailing}</span>
        )}
      </button>
    </li>
  );
}
