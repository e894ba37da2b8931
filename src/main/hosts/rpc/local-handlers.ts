import { rpc } from "./implementer.ts";
import type { RpcServices } from "./services.ts";

export function localHandlers({ localModels }: RpcServices) {
  return {
    addFile: rpc.local.addFile.handler(({ input }) =>
      localModels.addFile(input.path),
    ),
    removeFile: rpc.local.removeFile.handler(({ input }) =>
      localModels.removeFile(input.ref),
    ),
    status: rpc.local.status.handler(() => {
      const { loadedPath: _, ...status } = localModels.status();
      return status;
    }),
    unload: rpc.local.unload.handler(() => localModels.unload()),
  };
}
