import { useState } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { InstanceView } from "#shared/models/instance.ts";
import type { InstanceSettingsView } from "#shared/models/instance-settings.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";
import { saveChanges } from "./edit-actions.ts";
import {
  changesOf,
  errorAt,
  formOf,
  type EditForm,
  type FieldErrors,
} from "./edit-form.ts";

export interface EditState {
  readonly form: EditForm;
  readonly set: (changes: Partial<EditForm>) => void;
  readonly errors: FieldErrors;
  readonly busy: boolean;
  /** A failure that belongs to no field. */
  readonly failure: ErrorJson | undefined;
  /** True once everything is kept. */
  readonly save: () => Promise<boolean>;
}

const noErrors: FieldErrors = new Map();

export function useEditForm(
  { id, baseUrl }: InstanceView,
  view: InstanceSettingsView,
): EditState {
  const [before] = useState(() => formOf(view, baseUrl));
  const [form, setForm] = useState(before);
  const [errors, setErrors] = useState(noErrors);
  const [failure, setFailure] = useState<ErrorJson>();
  const [busy, setBusy] = useState(false);

  async function save(): Promise<boolean> {
    const outcome = changesOf(form, before);
    setErrors(outcome.errors);
    setFailure(undefined);
    if (outcome.errors.size > 0) return false;
    if (Object.keys(outcome.changes).length === 0) return true;
    setBusy(true);
    try {
      await saveChanges(id, outcome.changes);
      return true;
    } catch (thrown) {
      refused(toErrorJson(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  }

  function refused(error: ErrorJson): void {
    const { parameter } = error.data;
    const isField =
      error.code === "invalid-request" && typeof parameter === "string";
    if (!isField) return setFailure(error);
    const what = errorAt(parameter);
    // The form itself checks how long a name is, so that only the others can be in its way.
    const path = parameter.replaceAll(/\[(\d+)\]/g, ".$1");
    setErrors(new Map([[path, what === "name" ? "nameTaken" : what]]));
  }

  return {
    form,
    errors,
    busy,
    failure,
    save,
    set(changes) {
      setForm((now) => ({ ...now, ...changes }));
      setErrors(noErrors);
    },
  };
}
