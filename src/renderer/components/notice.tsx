import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import styles from "./notice.module.css";

export type NoticeTone = "info" | "good" | "warn" | "bad";

const icons = {
  info: Info,
  good: CircleCheck,
  warn: TriangleAlert,
  bad: CircleAlert,
} as const;

/** A sentence in a tinted frame, with what can be done about it. */
export function Notice({
  tone,
  actions,
  details,
  role,
  children,
}: {
  readonly tone: NoticeTone;
  readonly actions?: ReactNode;
  readonly details?: ReactNode;
  readonly role?: "alert" | "status";
  readonly children: ReactNode;
}) {
  const Icon = icons[tone];
  return (
    <div className={classNames(styles.notice, styles[tone])} role={role}>
      <Icon size={16} aria-hidden className={styles.icon} />
      <div className={styles.body}>
        <div className={styles.line}>
          <div className={styles.sentence}>{children}</div>
          {actions !== undefined && (
            <div className={styles.actions}>{actions}</div>
          )}
        </div>
        {details}
      </div>
    </div>
  );
}
