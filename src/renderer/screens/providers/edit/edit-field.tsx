import { Lock } from "lucide-react";
import type { InstanceSettingsView } from "#shared/models/instance-settings.ts";
import {
  TextField,
  type TextFieldProps,
} from "#renderer/components/text-field.tsx";
import { t } from "#renderer/messages/t.ts";
import type { EditState } from "./use-edit-form.ts";

/** A field of the form: with its own error, and locked where the config file fixes it. */
export function EditField({
  view,
  edit,
  path,
  help,
  instance: _instance,
  ...rest
}: TextFieldProps & {
  readonly view: InstanceSettingsView;
  readonly edit: Pick<EditState, "errors">;
  readonly instance?: unknown;
  /** In the changes, such as `limits.concurrent`. */
  readonly path: string;
}) {
  const locked = view.locked.includes(path.split(".")[0] ?? "");
  const error = edit.errors.get(path);
  return (
    <TextField
      {...rest}
      disabled={locked}
      help={locked ? t("provider.locked") : help}
      error={
        error === undefined ? undefined : t(`provider.edit.error.${error}`)
      }
      {...(locked ? { prefix: <Lock size={14} aria-hidden /> } : {})}
    />
  );
}
