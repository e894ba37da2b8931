import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { describeError } from "#renderer/format/error.ts";
import {
  comfortableModelBytes,
  formatMemory,
} from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { AskDialog } from "./ask-dialog.tsx";

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
  return (
    <AskDialog
      title={t("openFile.title")}
      description={
        memoryBytes === undefined
          ? undefined
          : t("openFile.memory", {
              memory: formatMemory(memoryBytes),
              limit: formatMemory(comfortableModelBytes(memoryBytes)),
            })
      }
      field={{
        label: t("openFile.path"),
        help: t("openFile.help"),
        placeholder: t("openFile.placeholder"),
      }}
      submit={t("openFile.open")}
      clean={unquoted}
      describe={(error) => describeError(error).sentence}
      onSubmit={async (path) => onOpened(await onOpen(path))}
      onClose={onClose}
    />
  );
}

/** File managers copy paths in quotes. */
function unquoted(path: string): string {
  const trimmed = path.trim();
  return /^(["']).+\1$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}
