import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
} from "react";
import { classNames } from "./class-names.ts";
import { FieldFrame, fieldDescription } from "./field-frame.tsx";
import styles from "./field.module.css";

export interface TextFieldProps extends Omit<
  InputHTMLAttributes<HTMLInputElement>,
  "value" | "onChange" | "prefix" | "size"
> {
  readonly label: string;
  /** The label stays for screen readers only. */
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: ReactNode;
  /** One sentence; colours the field. */
  readonly error?: string | undefined;
  /** Before and behind the text, inside the frame. */
  readonly prefix?: ReactNode;
  readonly suffix?: ReactNode;
  /** Code, paths, addresses, keys. */
  readonly monospace?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

export function TextField({
  label,
  hideLabel = false,
  value,
  onChange,
  help,
  error,
  prefix,
  suffix,
  monospace = false,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId();
  return (
    <FieldFrame {...{ id, label, hideLabel, help, error, className }}>
      <div className={styles.frame} data-invalid={error !== undefined}>
        {prefix}
        <input
          spellCheck={false}
          autoComplete="off"
          {...rest}
          id={id}
          className={classNames(styles.input, monospace && styles.monospace)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={error !== undefined}
          aria-describedby={fieldDescription({
            id,
            help,
            error,
            elsewhere: rest["aria-describedby"],
          })}
        />
        {suffix}
      </div>
    </FieldFrame>
  );
}
