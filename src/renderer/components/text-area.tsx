import {
  useId,
  type ReactNode,
  type Ref,
  type TextareaHTMLAttributes,
} from "react";
import { classNames } from "./class-names.ts";
import { FieldFrame, fieldDescription } from "./field-frame.tsx";
import styles from "./field.module.css";

export interface TextAreaProps extends Omit<
  TextareaHTMLAttributes<HTMLTextAreaElement>,
  "value" | "onChange"
> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: ReactNode;
  readonly error?: string | undefined;
  readonly monospace?: boolean;
  readonly ref?: Ref<HTMLTextAreaElement>;
}

export function TextArea({
  label,
  hideLabel = false,
  value,
  onChange,
  help,
  error,
  monospace = false,
  className,
  ...rest
}: TextAreaProps) {
  const id = useId();
  return (
    <FieldFrame {...{ id, label, hideLabel, help, error, className }}>
      <div className={styles.frame} data-invalid={error !== undefined}>
        <textarea
          rows={3}
          {...rest}
          id={id}
          className={classNames(styles.area, monospace && styles.monospace)}
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
      </div>
    </FieldFrame>
  );
}
