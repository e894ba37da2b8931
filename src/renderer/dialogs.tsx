import { AddProviderDialog } from "./components/add-provider/add-provider-dialog.tsx";
import { OpenFileDialog } from "./components/open-file-dialog.tsx";
import { client } from "./rpc/client.ts";
import { copyDiagnostics } from "./stores/app-errors.ts";
import { useAppInfo } from "./stores/app-info.ts";
import { closeAddProvider, useAddProvider } from "./stores/instances-add.ts";
import {
  addModelFile,
  closeOpenFile,
  useOpenFile,
} from "./stores/models-open-file.ts";

/** Dialogs that more than one screen opens. */
export function Dialogs() {
  const addProvider = useAddProvider();
  const openFile = useOpenFile();
  const memoryBytes = useAppInfo((state) => state.info?.memoryBytes);
  return (
    <>
      {addProvider.open && (
        <AddProviderDialog
          backend={{
            presets: () => client.instances.presets(),
            recognize: (text) => client.instances.recognize({ text }),
            add: (draft) => client.instances.add(draft),
            test: (id) => client.instances.test({ id }),
            remove: async (id) => {
              await client.instances.remove({ id });
            },
          }}
          onCopyDiagnostics={(error) => void copyDiagnostics(error)}
          onClose={closeAddProvider}
          onDone={(instance) => {
            closeAddProvider();
            addProvider.onDone?.(instance);
          }}
        />
      )}
      {openFile.asking && (
        <OpenFileDialog
          memoryBytes={memoryBytes}
          onOpen={addModelFile}
          onOpened={(model) => {
            closeOpenFile();
            openFile.onAdded?.(model);
          }}
          onClose={closeOpenFile}
        />
      )}
    </>
  );
}
