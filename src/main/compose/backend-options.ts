import type { ResolveProxy } from "#main/adapters/http/proxy.ts";
import type { AppConfig } from "#main/domain/config/schema.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import type { GatewayDoor } from "#main/ports/gateway-door.ts";
import type { Logger } from "#main/ports/logger.ts";
import type { CommandLineGateway } from "#main/services/gateway/gateway-options.ts";

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
  /** Absolute path of the built entry of the thread that reads the ledger over time. */
  readonly historyWorkerEntry: string;
  /** Absolute path of the built entry of threads that write what many requests leave behind; without it the main thread does. */
  readonly commitWorkerEntry?: string;
  /** Absolute path of the built entry of the thread that makes calls while there are many; without it the main thread does. */
  readonly callWorkerEntry?: string;
  /** Absolute path of the built entry that asks the system's keyring; without it a key file is used. */
  readonly keyringWorkerEntry?: string;
  readonly log: Logger;
  /** The HTTP door, and what the command line says of it. Absent: there is none. */
  readonly gateway?: {
    readonly door: GatewayDoor;
    readonly commandLine: CommandLineGateway;
  };
  /** Proxy for an address, as the system says; absent means what the environment says. */
  readonly resolveProxy?: ResolveProxy;
}
