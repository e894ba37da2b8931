import { useId, useRef, useState } from "react";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { InstanceView } from "#shared/models/instance.ts";
import { Button } from "#renderer/components/button.tsx";
import { Dialog } from "#renderer/components/dialog.tsx";
import { TextField } from "#renderer/components/text-field.tsx";
import { describeError } from "#renderer/format/error.ts";
import { t } from "#renderer/messages/t.ts";
import { toErrorJson } from "#renderer/stores/app-loading.ts";
import { replaceKey } from "./providers-actions.ts";

/** A new key goes in; none ever comes out. */
export function KeyDialog({
  instance,
  onClose,
  onReplaced,
}: {
  readonly instance: InstanceView;
  readonly onClose: () => void;
  readonly onReplaced: () => void;
}) {
  const [key, setKey] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorJson>();
  const field = useRef<HTMLInputElement>(null);
  const formId = useId();
  const { name } = instance;

  async function save(): Promise<void> {
    setBusy(true);
    try {
      await replaceKey(instance, key.trim());
      onReplaced();
    } catch (thrown) {
      setError(toErrorJson(thrown));
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(
        instance.key.source === "none"
          ? "provider.addKey"
          : "provider.replaceKey",
      )}
      initialFocus={field}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            busy={busy}
            disabled={key.trim() === ""}
          >
            {t("common.save")}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== "" && !busy) void save();
        }}
      >
        <TextField
          ref={field}
          type="password"
          label={t("provider.newKey", { name })}
          help={t("provider.newKeyHelp")}
          error={error && describeError(error, { instance: name }).sentence}
          monospace
          value={key}
          onChange={(next) => {
            setKey(next);
            setError(undefined);
          }}
        />
      </form>
    </Dialog>
  );
}
