import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { t } from "#renderer/messages/t.ts";
import { classNames } from "./class-names.ts";
import { IconButton } from "./icon-button.tsx";
import styles from "./dialog.module.css";

/** A modal question or form. Escape closes it, and a press beside it unless that would lose something. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  footer,
  wide = false,
  holdsInput = false,
  initialFocus,
  children,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** Buttons, the main one last. */
  readonly footer?: ReactNode;
  readonly wide?: boolean;
  /** Whether it holds what a person typed or will not see again: a press beside it does not close it. */
  readonly holdsInput?: boolean;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly children?: ReactNode;
}) {
  return (
    <Base.Root
      open={open}
      disablePointerDismissal={holdsInput}
      onOpenChange={(next) => onOpenChange(next)}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            className={classNames(styles.popup, wide && styles.wide)}
            {...(initialFocus === undefined ? {} : { initialFocus })}
          >
            <header className={styles.header}>
              <Base.Title className={styles.title}>{title}</Base.Title>
              <Base.Close
                render={
                  <IconButton
                    label={t("common.close")}
                    shortcut="escape"
                    icon={<X size={16} />}
                  />
                }
              />
            </header>
            <div className={styles.body}>
              {description !== undefined && (
                <Base.Description className={styles.description}>
                  {description}
                </Base.Description>
              )}
              {children}
            </div>
            {footer !== undefined && (
              <footer className={styles.footer}>{footer}</footer>
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
