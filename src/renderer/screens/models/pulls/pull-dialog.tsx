import { useId, useRef, useState } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { InstanceView } from "#shared/models/instance.ts";
import { Button } from "#renderer/components/button.tsx";
import { Dialog } from "#renderer/components/dialog.tsx";
import { Select } from "#renderer/components/select.tsx";
import { TextField } from "#renderer/components/text-field.tsx";
import { describePullError } from "#renderer/format/pull.ts";
import { t } from "#renderer/messages/t.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";
import { startPull } from "#renderer/stores/pulls.ts";
import styles from "./pulls.module.css";

/** Asks for the name of a model that an Ollama shall fetch. */
export function PullDialog({
  instances,
  onClose,
}: {
  /** Those that can; at least one. */
  readonly instances: readonly InstanceView[];
  readonly onClose: () => void;
}) {
  const [chosen, setChosen] = useState<string>(instances[0]?.id ?? "");
  const [model, setModel] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorJson>();
  const field = useRef<HTMLInputElement>(null);
  const formId = useId();
  const name = model.trim();
  const instance = instances.find(({ id }) => id === chosen)?.name ?? chosen;

  async function start(): Promise<void> {
    setBusy(true);
    try {
      await startPull(chosen, name);
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
      title={t("pulls.title")}
      initialFocus={field}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            busy={busy}
            disabled={name === ""}
          >
            {t("pulls.start")}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (name !== "" && !busy) void start();
        }}
      >
        <TextField
          ref={field}
          label={t("pulls.name")}
          help={t("pulls.nameHelp")}
          error={error && describePullError(error, { instance, model: name })}
          monospace
          placeholder={t("pulls.namePlaceholder")}
          value={model}
          maxLength={300}
          onChange={(next) => {
            setModel(next);
            setError(undefined);
          }}
        />
        {instances.length > 1 && (
          <div className={styles.where}>
            {t("pulls.instance")}
            <Select
              label={t("pulls.instance")}
              value={chosen}
              options={instances.map(({ id, name: label }) => ({
                value: id,
                label,
              }))}
              onChange={setChosen}
            />
          </div>
        )}
      </form>
    </Dialog>
  );
}
