import { readConfigFile } from "#main/adapters/config-file/read-config.ts";
import { defaultDataDir } from "#main/adapters/data-dir/default-data-dir.ts";
import type { Backend, BackendOptions } from "#main/compose.ts";
import { ownData, type OwnedData } from "#main/own-data.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import { createLog } from "./log.ts";
import { findPlaces, version } from "./places.ts";
import { outliveStrayFailures } from "./stray-failures.ts";
import {
  gatewayFixedBy,
  parseServeOptions,
  type Environment,
  type ServeOptions,
} from "./serve-options.ts";

export interface ServeDependencies {
  readonly args: readonly string[];
  readonly environment: Environment;
  /** `import.meta.url` of the entry. */
  readonly entryUrl: string;
  readonly launcher: ChildProcessLauncher;
  readonly compose: (options: BackendOptions) => Promise<Backend>;
}

const stopSignals = ["SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"] as const;
const closeLimitMs = 4_800;

/** Runs until a signal asks it to stop. Throws when it could not start. */
export async function serve(dependencies: ServeDependencies): Promise<number> {
  const { args, environment } = dependencies;
  const options = parseServeOptions(args, environment);
  const log = createLog(options.logLevel);
  outliveStrayFailures(log);
  const stopped = stopSignal();
  const dataDir = options.dataDir ?? defaultDataDir({ environment });
  const starting = start(dependencies, { ...options, dataDir }, log);

  const owned = await Promise.race([starting, stopped]);
  if (typeof owned !== "string") {
    const { addresses } = owned;
    const ready = { event: "ready", ...addresses, dataDir, pid: process.pid };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    log.info({ dataDir, version }, "Ready.");
  }
  const signal = await stopped;
  log.info({ signal }, "Stopping.");
  await closeInTime(starting);
  return 0;
}

async function start(
  { environment, entryUrl, launcher, compose }: ServeDependencies,
  options: ServeOptions & { readonly dataDir: string },
  log: BackendOptions["log"],
): Promise<OwnedData> {
  const places = findPlaces(entryUrl);
  const { dataDir, demo, webPort } = options;
  const config = options.config && (await readConfigFile(options.config));
  return ownData({
    compose,
    backend: {
      dataDir,
      ...(config && { config }),
      demo,
      version,
      environment,
      launcher,
      localWorkerEntry: places.localWorker,
      historyWorkerEntry: places.historyWorker,
      commitWorkerEntry: places.commitWorker,
      callWorkerEntry: places.callWorker,
      keyringWorkerEntry: places.keyringWorker,
      log,
    },
    gateway: { ...gatewayFixedBy(options), required: true },
    // Without the web app the RPC stays, so that a window can attach.
    web:
      webPort === undefined
        ? { port: 0 }
        : { port: webPort, pageDir: places.page },
  });
}

/** A wish to stop may come twice: from the terminal, and from a parent that passes signals on. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of stopSignals) process.on(signal, resolve);
  });
}

async function closeInTime(starting: Promise<OwnedData>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, closeLimitMs);
  const closing = starting.then((owned) => owned.close());
  await Promise.race([closing, late]);
  clearTimeout(timer);
}
