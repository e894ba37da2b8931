import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { classNames } from "./class-names.ts";
import { Tooltip } from "./tooltip.tsx";
import styles from "./icon-button.module.css";

export interface IconButtonProps extends Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  "children" | "aria-label"
> {
  /** What it does: the tooltip and the accessible name. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly shortcut?: string | undefined;
  /** For toggles only. */
  readonly pressed?: boolean | undefined;
  readonly size?: "medium" | "small";
  readonly tooltipSide?: "top" | "bottom" | "left" | "right";
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A square button that is nothing but an icon. Also fits as the trigger of a menu or popover. */
export function IconButton({
  label,
  icon,
  shortcut,
  pressed,
  size = "medium",
  tooltipSide = "bottom",
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} shortcut={shortcut} side={tooltipSide}>
      <button
        type="button"
        {...rest}
        className={classNames(styles.button, styles[size], className)}
        aria-label={label}
        aria-pressed={pressed}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
