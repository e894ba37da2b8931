import { homedir } from "node:os";
import { join } from "node:path";
import { startHeadless, type Headless } from "#main/headless.ts";
import type { Backend, BackendOptions } from "#main/compose.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import { createLog } from "./log.ts";
import { findPlaces, version } from "./places.ts";
import { parseServeOptions, type Environment } from "./serve-options.ts";

export interface ServeDependencies {
  readonly args: readonly string[];
  readonly environment: Environment;
  /** `import.meta.url` of the entry. */
  readonly entryUrl: string;
  readonly launcher: ChildProcessLauncher;
  readonly compose: (options: BackendOptions) => Promise<Backend>;
}

const stopSignals = ["SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"] as const;
const closeLimitMs = 4_500;

/** Runs until a signal asks it to stop; the exit code is 0 unless it could not start. */
export async function serve(dependencies: ServeDependencies): Promise<number> {
  const { args, environment, entryUrl, launcher, compose } = dependencies;
  const options = parseServeOptions(args, environment);
  const log = createLog(options.logLevel);
  const stopped = stopSignal();
  const places = findPlaces(entryUrl);
  const dataDir = options.dataDir ?? defaultDataDir(environment);
  const headless = await startHeadless({
    serve: options,
    dataDir,
    backend: {
      environment,
      launcher,
      localWorkerEntry: places.localWorker,
      version,
    },
    pageDir: places.page,
    log,
    compose,
  });
  const ready = {
    event: "ready",
    ...headless.addresses,
    dataDir,
    pid: process.pid,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  log.info({ dataDir, version }, "Ready.");

  const signal = await stopped;
  log.info({ signal }, "Stopping.");
  await closeInTime(headless);
  return 0;
}

/** One wish to stop may come twice: from the terminal and from a parent that passes signals on. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of stopSignals) process.on(signal, resolve);
  });
}

async function closeInTime(headless: Headless): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, closeLimitMs);
  await Promise.race([headless.close(), late]);
  clearTimeout(timer);
}

function defaultDataDir(environment: Environment): string {
  return join(
    environment["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"),
    "ModelDocker",
  );
}
