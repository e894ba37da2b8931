import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import styles from "./table.module.css";

/** The row of column names. */
export function TableHead({
  className,
  children,
}: {
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div role="row" className={classNames(styles.head, className)}>
      {children}
    </div>
  );
}

/** A column's name; with `onSort` a press sorts by it. */
export function ColumnHeader({
  className,
  children,
  sorted = false,
  onSort,
}: {
  readonly className?: string | undefined;
  readonly children: ReactNode;
  readonly sorted?: "ascending" | "descending" | false;
  readonly onSort?: () => void;
}) {
  const Arrow = sorted === "ascending" ? ArrowUp : ArrowDown;
  return (
    <div
      role="columnheader"
      className={className}
      aria-sort={sorted === false ? undefined : sorted}
    >
      {onSort === undefined ? (
        children
      ) : (
        <button
          type="button"
          className={styles.sort}
          data-active={sorted !== false}
          onClick={onSort}
        >
          {children}
          {sorted !== false && <Arrow size={14} aria-hidden />}
        </button>
      )}
    </div>
  );
}
