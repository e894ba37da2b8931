import type { ReactNode } from "react";
import styles from "./screen-header.module.css";

/** The bar at the top of a screen; also what the window is dragged by. */
export function ScreenHeader({
  title,
  detail,
  children,
}: {
  readonly title: ReactNode;
  /** A second-rank line beside the title. */
  readonly detail?: ReactNode;
  /** Buttons at the right. */
  readonly children?: ReactNode;
}) {
  return (
    <header className={styles.header}>
      <h1 className={styles.title} data-detailed={detail !== undefined}>
        {title}
      </h1>
      {detail !== undefined && <div className={styles.detail}>{detail}</div>}
      <div className={styles.actions}>{children}</div>
    </header>
  );
}
