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

/** Id of the sentence that describes a field, where there is one. */
export function fieldDescription({
  id,
  help,
  error,
}: {
  readonly id: string;
  readonly help?: ReactNode;
  readonly error?: string | undefined;
}): string | undefined {
  return error !== undefined || help !== undefined ? `${id}-note` : undefined;
}
