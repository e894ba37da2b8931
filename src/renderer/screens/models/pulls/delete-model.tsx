import { Trash2 } from "lucide-react";
import { useState } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { Button } from "#renderer/components/button.tsx";
import { Dialog } from "#renderer/components/dialog.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { t } from "#renderer/messages/t.ts";
import { copyDiagnostics } from "#renderer/stores/app-errors.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";
import { useInstances } from "#renderer/stores/instances.ts";
import { deleteModel } from "#renderer/stores/pulls.ts";

/** Deleting from Ollama's disk cannot be taken back, so that this one deletion asks beforehand. */
export function DeleteModel({ model }: { readonly model: ModelDescriptor }) {
  const [asking, setAsking] = useState(false);
  const instance = useInstances(({ instances }) =>
    instances.find(({ id }) => id === model.instance),
  );
  if (instance?.kind !== "ollama") return null;
  const { name } = instance;
  return (
    <div>
      <Button
        variant="quiet"
        icon={<Trash2 size={16} />}
        onClick={() => setAsking(true)}
      >
        {t("pulls.delete", { name })}
      </Button>
      {asking && (
        <DeleteDialog {...{ model, name }} onClose={() => setAsking(false)} />
      )}
    </div>
  );
}

function DeleteDialog({
  model,
  name,
  onClose,
}: {
  readonly model: ModelDescriptor;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorJson>();

  async function run(): Promise<void> {
    setBusy(true);
    try {
      await deleteModel(model.instance, model.id);
      onClose();
    } catch (thrown) {
      setError(toErrorJson(thrown));
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("pulls.deleteTitle", { model: model.id })}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button variant="danger" busy={busy} onClick={() => void run()}>
            {t("pulls.deleteNow")}
          </Button>
        </>
      }
    >
      <p>{t("pulls.deleteText", { name })}</p>
      {error !== undefined && (
        <ErrorNotice
          error={error}
          names={{ instance: name, model: model.id }}
          handlers={{}}
          onCopyDiagnostics={(json) => void copyDiagnostics(json)}
        />
      )}
    </Dialog>
  );
}
