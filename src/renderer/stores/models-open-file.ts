import { t } from "#renderer/messages/t.ts";
import { client, desktop } from "#renderer/rpc/client.ts";
import { create } from "zustand";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { showToast } from "./app-toasts.ts";
import { toastError } from "./app-errors.ts";
import { loadModels } from "./models.ts";

interface OpenFileState {
  /** The browser's dialog that asks for a path. */
  readonly asking: boolean;
  /** Who gets the model; absent: nobody waits for it. */
  readonly onAdded?: ((model: ModelDescriptor) => void) | undefined;
}

export const useOpenFile = create<OpenFileState>(() => ({ asking: false }));

/**
 * Lets a person choose a GGUF file: with the system's dialog in the desktop window, by its path on
 * the server in a browser. `onAdded` gets the checked model.
 */
export async function openModelFile(
  onAdded?: (model: ModelDescriptor) => void,
): Promise<void> {
  if (desktop === undefined) {
    useOpenFile.setState({ asking: true, onAdded });
    return;
  }
  try {
    const { path } = await desktop.chooseModelFile();
    if (path === undefined) return;
    const model = await addModelFile(path);
    onAdded?.(model);
  } catch (error) {
    toastError(error);
  }
}

/** Registers a file by its path; throws AppError. */
export async function addModelFile(path: string): Promise<ModelDescriptor> {
  const model = await client.local.addFile({ path });
  await loadModels();
  showToast({ text: t("openFile.added", { name: model.name }), tone: "good" });
  return model;
}

export function closeOpenFile(): void {
  useOpenFile.setState({ asking: false, onAdded: undefined });
}
