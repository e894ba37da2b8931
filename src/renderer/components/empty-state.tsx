import type { ReactNode } from "react";
import styles from "./empty-state.module.css";

/** Nothing here yet: one sentence, one action, perhaps an example. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  /** A lucide icon, 20 px. */
  readonly icon?: ReactNode;
  readonly title: ReactNode;
  /** The example or a second sentence. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      {icon !== undefined && <span className={styles.icon}>{icon}</span>}
      <p className={styles.title}>{title}</p>
      {children !== undefined && (
        <div className={styles.detail}>{children}</div>
      )}
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  );
}
