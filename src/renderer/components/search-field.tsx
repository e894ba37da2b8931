import { Search } from "lucide-react";
import type { KeyboardEventHandler, Ref } from "react";
import { TextField } from "./text-field.tsx";
import styles from "./search-field.module.css";

/** Search as you type; Escape clears first, then steps back. `found` is text such as "15 found". */
export function SearchField({
  label,
  value,
  onChange,
  found,
  placeholder,
  autoFocus,
  onKeyDown,
  className,
  ref,
  ...rest
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly found?: string | undefined;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
  readonly onKeyDown?: KeyboardEventHandler<HTMLInputElement>;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLInputElement>;
  readonly role?: "combobox";
  readonly "aria-controls"?: string;
  readonly "aria-expanded"?: boolean;
  readonly "aria-activedescendant"?: string | undefined;
}) {
  return (
    <TextField
      {...rest}
      {...(ref === undefined ? {} : { ref })}
      type="search"
      label={label}
      hideLabel
      value={value}
      onChange={onChange}
      placeholder={placeholder ?? label}
      autoFocus={autoFocus}
      className={className}
      prefix={<Search size={16} aria-hidden className={styles.icon} />}
      suffix={
        found !== undefined && (
          <span className={styles.found} role="status">
            {found}
          </span>
        )
      }
      onKeyDown={(event) => {
        if (event.key === "Escape" && value !== "") {
          event.stopPropagation();
          event.preventDefault();
          onChange("");
        } else onKeyDown?.(event);
      }}
    />
  );
}
