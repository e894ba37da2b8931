import { useRef, useState, type ReactNode } from "react";
import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import { FormDialog } from "./form-dialog.tsx";
import { TextField, type TextFieldProps } from "./text-field.tsx";

/** A dialog that asks for one text, tries it, and says at the field why it cannot be. */
export function AskDialog({
  title,
  description,
  field,
  submit,
  clean = (text) => text.trim(),
  describe,
  onSubmit,
  onClose,
  children,
}: {
  readonly title: string;
  readonly description?: string | undefined;
  readonly field: Omit<TextFieldProps, "value" | "onChange" | "error" | "ref">;
  /** The word on the button. */
  readonly submit: string;
  /** What is handed on of what was typed; nothing left of it cannot be submitted. */
  readonly clean?: (text: string) => string;
  readonly describe: (error: ErrorJson, text: string) => string;
  /** Closes the dialog itself when it is content; throws AppError. */
  readonly onSubmit: (text: string) => Promise<void>;
  readonly onClose: () => void;
  /** Below the field. */
  readonly children?: ReactNode;
}) {
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorJson>();
  const input = useRef<HTMLInputElement>(null);
  const text = clean(typed);

  async function run(): Promise<void> {
    setBusy(true);
    try {
      await onSubmit(text);
    } catch (thrown) {
      setError(AppError.from(thrown).toJSON());
      setBusy(false);
    }
  }

  return (
    <FormDialog
      title={title}
      description={description}
      initialFocus={input}
      submit={submit}
      busy={busy}
      disabled={text === ""}
      onSubmit={() => void run()}
      onClose={onClose}
    >
      <TextField
        {...field}
        ref={input}
        monospace
        error={error && describe(error, text)}
        value={typed}
        onChange={(next) => {
          setTyped(next);
          setError(undefined);
        }}
      />
      {children}
    </FormDialog>
  );
}
