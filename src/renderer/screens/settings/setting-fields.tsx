import { useState } from "react";
import { TextArea } from "#renderer/components/text-area.tsx";
import {
  TextField,
  type TextFieldProps,
} from "#renderer/components/text-field.tsx";
import { useLeaving } from "#renderer/components/use-leaving.ts";
import { useTyped } from "#renderer/components/use-typed.ts";
import { t } from "#renderer/messages/t.ts";
import { showToast } from "#renderer/stores/app-toasts.ts";
import styles from "./settings.module.css";

interface FieldProps {
  readonly label: string;
  readonly locked: boolean;
  readonly describedBy: string;
  readonly value: string;
}

/** Text that is typed first, and saved when the field or the screen is left or Enter is pressed. */
function useDraft(
  { label, value }: Pick<FieldProps, "label" | "value">,
  {
    problemOf,
    save,
  }: {
    /** Why a draft cannot be saved, as a sentence. */
    readonly problemOf: (draft: string) => string | undefined;
    readonly save: (draft: string) => void;
  },
) {
  const [draft, setDraft] = useTyped(value);
  const [refused, setRefused] = useState<string>();
  const problem = problemOf(draft);

  function commit(): void {
    setRefused(problem === undefined ? undefined : draft);
    if (draft !== value && problem === undefined) save(draft);
  }
  useLeaving(() => {
    commit();
    if (draft !== value && problem !== undefined)
      showToast({ text: t("settings.notSaved", { label, problem }) });
  });
  return {
    draft,
    setDraft,
    commit,
    revert: () => setDraft(value),
    problem,
    /** Whether it was tried to save what stands there. */
    wasTried: refused === draft,
  };
}

/** A figure: what is none is said while it is typed. */
export function FigureField({
  label,
  locked,
  describedBy,
  value,
  read,
  problem,
  onChange,
  ...rest
}: FieldProps &
  Pick<TextFieldProps, "inputMode" | "prefix" | "suffix" | "placeholder"> & {
    /** Undefined for what is none. */
    readonly read: (draft: string) => number | undefined;
    readonly problem: string;
    readonly onChange: (figure: number) => void;
  }) {
  const field = useDraft(
    { label, value },
    {
      problemOf: (draft) => (read(draft) === undefined ? problem : undefined),
      save: (draft) => {
        const figure = read(draft);
        if (figure !== undefined) onChange(figure);
      },
    },
  );
  return (
    <TextField
      {...rest}
      className={styles.number}
      label={label}
      hideLabel
      disabled={locked}
      aria-describedby={describedBy}
      value={field.draft}
      error={field.problem}
      onChange={field.setDraft}
      onBlur={field.commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") field.commit();
        else if (event.key === "Escape") field.revert();
      }}
    />
  );
}

/** Words: what is wrong with them is said once they are finished. */
export function WordsField({
  label,
  locked,
  describedBy,
  value,
  multiline,
  problemOf,
  onChange,
}: FieldProps & {
  readonly multiline: boolean;
  readonly problemOf: (draft: string) => string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const field = useDraft({ label, value }, { problemOf, save: onChange });
  const Field = multiline ? TextArea : TextField;
  return (
    <Field
      className={styles.text}
      label={label}
      hideLabel
      disabled={locked}
      aria-describedby={describedBy}
      value={field.draft}
      error={field.wasTried ? field.problem : undefined}
      onChange={field.setDraft}
      onBlur={field.commit}
    />
  );
}

/** What a fixed setting holds where its own field could not say it. */
export function FixedField({
  label,
  describedBy,
  text,
}: Pick<FieldProps, "label" | "describedBy"> & { readonly text: string }) {
  return (
    <TextField
      className={styles.number}
      label={label}
      hideLabel
      disabled
      aria-describedby={describedBy}
      value={text}
      onChange={() => undefined}
    />
  );
}
