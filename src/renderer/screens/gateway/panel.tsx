import { useId, type ReactNode } from "react";
import { classNames } from "#renderer/components/class-names.ts";
import styles from "./panel.module.css";

/** A framed part of a page, with its name and what can be done with it. */
export function Panel({
  title,
  detail,
  actions,
  className,
  children,
}: {
  readonly title: string;
  /** A second-rank line beside the title. */
  readonly detail?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      className={classNames(styles.panel, className)}
      aria-labelledby={id}
    >
      <header className={styles.header}>
        <h2 className={styles.title} id={id}>
          {title}
        </h2>
        {detail !== undefined && <p className={styles.detail}>{detail}</p>}
        {actions !== undefined && (
          <div className={styles.actions}>{actions}</div>
        )}
      </header>
      {children}
    </section>
  );
}
