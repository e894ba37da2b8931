import { readConfigFile } from "#main/adapters/config-file/read-config.ts";
import { createLog } from "#main/cli/log.ts";
import type { Places } from "#main/cli/places.ts";
import { gatewayFixedBy, type ServeOptions } from "#main/cli/serve-options.ts";
import type { Backend, BackendOptions } from "#main/compose.ts";
import { ownData, type OwnedData } from "#main/own-data.ts";

export interface DesktopOwnerOptions {
  readonly compose: (options: BackendOptions) => Promise<Backend>;
  readonly serve: ServeOptions;
  readonly dataDir: string;
  readonly places: Places;
  readonly backend: Pick<
    BackendOptions,
    "environment" | "launcher" | "resolveProxy" | "version"
  >;
}

/** The backend inside the window's own process. A gateway that cannot start is told in the window. */
export async function ownForDesktop(
  options: DesktopOwnerOptions,
): Promise<OwnedData> {
  const { compose, serve, dataDir, places, backend } = options;
  const { config, demo, logLevel } = serve;
  const parsed = config && (await readConfigFile(config));
  return ownData({
    compose,
    backend: {
      ...backend,
      dataDir,
      ...(parsed && { config: parsed }),
      demo,
      localWorkerEntry: places.localWorker,
      historyWorkerEntry: places.historyWorker,
      commitWorkerEntry: places.commitWorker,
      callWorkerEntry: places.callWorker,
      keyringWorkerEntry: places.keyringWorker,
      log: createLog(logLevel),
    },
    gateway: { ...gatewayFixedBy(serve), required: false },
  });
}
