import { useEffect, useRef, useState } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { InstanceView } from "#shared/models/instance.ts";
import type { InstanceSettingsView } from "#shared/models/instance-settings.ts";
import { Dialog } from "#renderer/components/dialog.tsx";
import { FormDialog } from "#renderer/components/form-dialog.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { t } from "#renderer/messages/t.ts";
import { copyDiagnostics } from "#renderer/stores/app-errors.ts";
import { EditSections } from "./edit-sections.tsx";
import { useEditForm } from "./use-edit-form.ts";
import { loadSettings } from "./edit-actions.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";

/** Everything that can be set on one instance; what the config file fixes is shown and locked. */
export function EditDialog({
  instance,
  onClose,
  onSaved,
}: {
  readonly instance: InstanceView;
  readonly onClose: () => void;
  /** Also told when nothing was changed. */
  readonly onSaved: () => void;
}) {
  const [view, setView] = useState<InstanceSettingsView>();
  const [error, setError] = useState<ErrorJson>();
  useEffect(() => {
    let wanted = true;
    loadSettings(instance.id).then(
      (loaded) => wanted && setView(loaded),
      (thrown: unknown) => wanted && setError(toErrorJson(thrown)),
    );
    return () => {
      wanted = false;
    };
  }, [instance.id]);
  if (view !== undefined)
    return <LoadedDialog {...{ instance, view, onClose, onSaved }} />;
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t("provider.edit.title", { name: instance.name })}
    >
      {error === undefined ? (
        <SkeletonRows label={t("common.loading")} rows={6} />
      ) : (
        <ErrorNotice
          error={error}
          names={{ instance: instance.name }}
          handlers={{}}
          onCopyDiagnostics={(json) => void copyDiagnostics(json)}
        />
      )}
    </Dialog>
  );
}

function LoadedDialog({
  instance,
  view,
  onClose,
  onSaved,
}: {
  readonly instance: InstanceView;
  readonly view: InstanceSettingsView;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const edit = useEditForm(instance, view);
  const form = useRef<HTMLFormElement>(null);
  const first = useRef<HTMLInputElement>(null);
  // A refused field may be folded away or below the edge: the first one is brought into sight.
  useEffect(() => {
    if (edit.errors.size === 0) return;
    const field = form.current?.querySelector<HTMLElement>(
      '[aria-invalid="true"]',
    );
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
  }, [edit.errors]);
  return (
    <FormDialog
      wide
      title={t("provider.edit.title", { name: instance.name })}
      initialFocus={first}
      form={form}
      submit={t("common.save")}
      busy={edit.busy}
      onSubmit={() => void edit.save().then((saved) => saved && onSaved())}
      onClose={onClose}
    >
      <EditSections {...{ instance, view, edit }} firstField={first} />
      {edit.failure !== undefined && (
        <ErrorNotice
          error={edit.failure}
          names={{ instance: instance.name }}
          handlers={{}}
          onCopyDiagnostics={(json) => void copyDiagnostics(json)}
        />
      )}
    </FormDialog>
  );
}
