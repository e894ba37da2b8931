import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd.tsx";
import styles from "./popup.module.css";

/** Says what a control does, with its shortcut. `children` is the control itself. */
export function Tooltip({
  label,
  shortcut,
  side = "bottom",
  children,
}: {
  readonly label: ReactNode;
  readonly shortcut?: string | undefined;
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly children: ReactElement<Record<string, unknown>>;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner
          className={styles.positioner}
          side={side}
          sideOffset={6}
        >
          <Base.Popup className={styles.tooltip}>
            {label}
            {shortcut !== undefined && <Kbd keys={shortcut} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
