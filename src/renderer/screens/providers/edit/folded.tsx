import { ChevronRight, Lock } from "lucide-react";
import { useState, type ReactNode } from "react";
import { t } from "#renderer/messages/t.ts";
import styles from "./edit.module.css";

/** A part of the form that is closed until it is wanted, unless something in it is set. */
export function Folded({
  title,
  set,
  locked,
  children,
}: {
  readonly title: string;
  /** How many of its fields differ from their defaults. */
  readonly set: number;
  readonly locked: boolean;
  readonly children: ReactNode;
}) {
  const [open] = useState(set > 0);
  return (
    <details className={styles.folded} open={open}>
      <summary className={styles.summary}>
        <ChevronRight size={14} aria-hidden className={styles.chevron} />
        {title}
        <span className={styles.state}>
          {locked && <Lock size={14} aria-hidden />}
          {locked
            ? t("provider.locked")
            : t("provider.edit.setCount", { count: set })}
        </span>
      </summary>
      <div className={styles.inside}>{children}</div>
    </details>
  );
}
