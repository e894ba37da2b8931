import { useId, type ReactNode, type RefObject } from "react";
import { t } from "#renderer/messages/t.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import styles from "./form-dialog.module.css";
import { Notice } from "./notice.tsx";

/** A dialog that is filled in: Enter or its main button submits, once at a time. */
export function FormDialog({
  title,
  description,
  wide,
  initialFocus,
  form,
  submit,
  busy,
  disabled = false,
  failure,
  onSubmit,
  onClose,
  children,
}: {
  readonly title: string;
  readonly description?: string | undefined;
  readonly wide?: boolean;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  /** For whoever brings a field into sight. */
  readonly form?: RefObject<HTMLFormElement | null>;
  /** The word on the button. */
  readonly submit: string;
  readonly busy: boolean;
  /** Whether there is nothing to submit yet. */
  readonly disabled?: boolean;
  /** Why the last try failed, where no field is to blame. */
  readonly failure?: string | undefined;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const formId = useId();
  return (
    <Dialog
      open
      holdsInput
      onOpenChange={(open) => !open && onClose()}
      title={title}
      {...(wide === undefined ? {} : { wide })}
      {...(description === undefined ? {} : { description })}
      {...(initialFocus === undefined ? {} : { initialFocus })}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            busy={busy}
            disabled={disabled}
          >
            {submit}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        ref={form}
        noValidate
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && !disabled) onSubmit();
        }}
      >
        {children}
        {failure !== undefined && (
          <Notice tone="bad" role="alert">
            {failure}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}
