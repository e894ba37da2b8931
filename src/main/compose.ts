import type { z } from "zod";
import { AppError } from "#shared/errors/app-error.ts";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { noticeSchema } from "#shared/rpc/app.ts";
import type { AppConfig } from "#main/domain/config/schema.ts";
import type { RpcRouter } from "#main/hosts/rpc/router.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import type { Logger } from "#main/ports/logger.ts";

export type { AppConfig } from "#main/domain/config/schema.ts";
export type { RpcRouter } from "#main/hosts/rpc/router.ts";
export type { Logger } from "#main/ports/logger.ts";

export interface BackendOptions {
  /** Absolute; created when it is not there. The caller owns it (see adapters/owner). */
  readonly dataDir: string;
  /** A config file's content, already parsed; see adapters/config-file. */
  readonly config?: AppConfig;
  /** Adds the instance of simulated models for this run. */
  readonly demo: boolean;
  readonly version: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly launcher: ChildProcessLauncher;
  /** Absolute path of the built entry of the process that runs local models. */
  readonly localWorkerEntry: string;
  readonly log: Logger;
  /** Proxy for an address, as the system says; absent means a direct connection. */
  readonly resolveProxy?: (url: string) => Promise<string | undefined>;
}

export interface Backend {
  readonly router: RpcRouter;
  readonly notices: readonly z.infer<typeof noticeSchema>[];
  /** What `app.info` tells about the gateway. */
  setGateway(state: { address?: string; error?: ErrorJson }): void;
  /** Settles running replies with their text, flushes and closes; at most 5 s. Idempotent. */
  dispose(): Promise<void>;
}

/** Opens the data, wires every part and starts the background work. Throws AppError with one clear sentence. */
export async function composeBackend(
  options: BackendOptions,
): Promise<Backend> {
  options.log.debug({ dataDir: options.dataDir }, "composing the backend");
  throw new AppError("internal", { message: "Not composed yet." });
}
