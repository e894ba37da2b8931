import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { classNames } from "./class-names.ts";
import { Kbd } from "./kbd.tsx";
import { Spinner } from "./spinner.tsx";
import styles from "./button.module.css";

export type ButtonVariant =
  /** The one thing this place is for. */
  | "primary"
  | "secondary"
  /** No border until hovered: bars and rows. */
  | "quiet"
  | "danger";

export interface ButtonProps extends Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  "children"
> {
  readonly variant?: ButtonVariant;
  readonly size?: "medium" | "small" | "large";
  /** A lucide icon, 16 px. */
  readonly icon?: ReactNode;
  /** Drawn behind the label. */
  readonly shortcut?: string | undefined;
  /** Shows a spinner in the icon's place and ignores presses, without losing the focus. */
  readonly busy?: boolean;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({
  variant = "secondary",
  size = "medium",
  icon,
  shortcut,
  busy = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(
        styles.button,
        styles[variant],
        styles[size],
        className,
      )}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest["aria-disabled"]}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy ? <Spinner /> : icon}
      <span className={styles.label}>{children}</span>
      {shortcut !== undefined && (
        <Kbd keys={shortcut} onAccent={variant === "primary"} />
      )}
    </button>
  );
}
