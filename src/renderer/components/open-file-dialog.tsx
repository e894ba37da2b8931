import { useId, useRef, useState } from "react";
import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { describeError } from "#renderer/format/error.ts";
import {
  comfortableModelBytes,
  formatMemory,
} from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { TextField } from "./text-field.tsx";

/** Asks for the path of a GGUF file, where no system dialog can (a browser). */
export function OpenFileDialog({
  memoryBytes,
  onOpen,
  onOpened,
  onClose,
}: {
  readonly memoryBytes: number | undefined;
  /** Checks and registers the file; throws AppError. */
  readonly onOpen: (path: string) => Promise<ModelDescriptor>;
  readonly onOpened: (model: ModelDescriptor) => void;
  readonly onClose: () => void;
}) {
  const [path, setPath] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorJson>();
  const field = useRef<HTMLInputElement>(null);
  const formId = useId();
  const trimmed = unquoted(path);

  async function open(): Promise<void> {
    setBusy(true);
    try {
      onOpened(await onOpen(trimmed));
    } catch (thrown) {
      setError(AppError.from(thrown).toJSON());
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t("openFile.title")}
      initialFocus={field}
      {...(memoryBytes === undefined
        ? {}
        : {
            description: t("openFile.memory", {
              memory: formatMemory(memoryBytes),
              limit: formatMemory(comfortableModelBytes(memoryBytes)),
            }),
          })}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            busy={busy}
            disabled={trimmed === ""}
          >
            {t("openFile.open")}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (trimmed !== "" && !busy) void open();
        }}
      >
        <TextField
          ref={field}
          label={t("openFile.path")}
          help={t("openFile.help")}
          error={error && describeError(error).sentence}
          monospace
          placeholder={t("openFile.placeholder")}
          value={path}
          onChange={(next) => {
            setPath(next);
            setError(undefined);
          }}
        />
      </form>
    </Dialog>
  );
}

/** File managers copy paths in quotes. */
function unquoted(path: string): string {
  const trimmed = path.trim();
  return /^(["']).+\1$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}
