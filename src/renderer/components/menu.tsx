import { ContextMenu as BaseContext } from "@base-ui/react/context-menu";
import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Kbd } from "./kbd.tsx";
import styles from "./popup.module.css";

export type MenuEntry =
  | "separator"
  | {
      readonly label: string;
      readonly onSelect: () => void;
      readonly icon?: ReactNode;
      readonly shortcut?: string;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      /** Draws a check column; for choices and toggles. */
      readonly checked?: boolean;
    };

function MenuEntries({ entries }: { readonly entries: readonly MenuEntry[] }) {
  return entries.map((entry, index) =>
    entry === "separator" ? (
      <Base.Separator key={index} className={styles.separator} />
    ) : (
      <Base.Item
        key={entry.label}
        className={classNames(styles.item, entry.danger && styles.danger)}
        disabled={entry.disabled ?? false}
        onClick={entry.onSelect}
        {...(entry.checked === undefined
          ? {}
          : { role: "menuitemcheckbox", "aria-checked": entry.checked })}
      >
        {entry.checked !== undefined && (
          <span className={styles.itemCheck}>
            {entry.checked && <Check size={16} />}
          </span>
        )}
        {entry.icon}
        <span className={styles.itemText}>{entry.label}</span>
        {entry.shortcut !== undefined && <Kbd keys={entry.shortcut} />}
      </Base.Item>
    ),
  );
}

/** A menu below its trigger (a Button or IconButton element). */
export function Menu({
  trigger,
  entries,
  align = "start",
  side = "bottom",
}: {
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly entries: readonly MenuEntry[];
  readonly align?: "start" | "center" | "end";
  readonly side?: "top" | "bottom" | "left" | "right";
}) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner
          className={styles.positioner}
          align={align}
          side={side}
          sideOffset={4}
        >
          <Base.Popup className={classNames(styles.popup, styles.list)}>
            <MenuEntries entries={entries} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** The same menu on a right click (or the context key) anywhere on `children`, one element. */
export function ContextMenu({
  children,
  entries,
}: {
  readonly children: ReactElement<Record<string, unknown>>;
  readonly entries: readonly MenuEntry[];
}) {
  return (
    <BaseContext.Root>
      <BaseContext.Trigger render={children} />
      <BaseContext.Portal>
        <BaseContext.Positioner className={styles.positioner}>
          <BaseContext.Popup className={classNames(styles.popup, styles.list)}>
            <MenuEntries entries={entries} />
          </BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  );
}
