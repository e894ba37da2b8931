import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import styles from "./field.module.css";

/** Label above, help or error below; the control between them. */
export function FieldFrame({
  id,
  label,
  hideLabel,
  help,
  error,
  className,
  children,
}: {
  readonly id: string;
  readonly label: string;
  readonly hideLabel: boolean;
  readonly help?: ReactNode;
  readonly error?: string | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div className={classNames(styles.field, className)}>
      <label
        className={hideLabel ? styles.hidden : styles.label}
        htmlFor={id}
        id={`${id}-label`}
      >
        {label}
      </label>
      {children}
      {error !== undefined ? (
        <p className={styles.error} id={`${id}-note`} role="alert">
          <CircleAlert size={14} aria-hidden />
          {error}
        </p>
      ) : (
        help !== undefined && (
          <p className={styles.help} id={`${id}-note`}>
            {help}
          </p>
        )
      )}
    </div>
  );
}

/** Ids of the sentences that describe a field, where there are any. */
export function fieldDescription({
  id,
  help,
  error,
  elsewhere,
}: {
  readonly id: string;
  readonly help?: ReactNode;
  readonly error?: string | undefined;
  /** Of a sentence outside of its frame. */
  readonly elsewhere?: string | undefined;
}): string | undefined {
  const note =
    error !== undefined || help !== undefined ? `${id}-note` : undefined;
  return (
    [elsewhere, note].filter((it) => it !== undefined).join(" ") || undefined
  );
}
