import { randomBytes } from "node:crypto";
import { AppError } from "#shared/errors/app-error.ts";
import { readConfigFile } from "#main/adapters/config-file/read-config.ts";
import type { ServeOptions } from "#main/cli/serve-options.ts";
import type {
  AppConfig,
  Backend,
  BackendOptions,
  Logger,
  RpcRouter,
} from "#main/compose.ts";
import { startGatewayHost } from "#main/hosts/gateway/gateway-host.ts";
import { startWebHost } from "#main/hosts/web/web-host.ts";

export interface HeadlessOptions {
  readonly serve: ServeOptions;
  readonly dataDir: string;
  /** Everything that the backend wants beside what is derived here. */
  readonly backend: Pick<
    BackendOptions,
    "environment" | "launcher" | "localWorkerEntry" | "version"
  >;
  readonly pageDir: string;
  readonly log: Logger;
  readonly compose: (options: BackendOptions) => Promise<Backend>;
}

export interface Headless {
  /** What the ready line tells; null for what is switched off. */
  readonly addresses: {
    readonly gateway: string | null;
    readonly web: string | null;
  };
  /** Stops accepting, settles what runs, flushes and closes everything. */
  close(): Promise<void>;
}

interface Closable {
  close(): Promise<unknown>;
}

const tokenBytes = 32;

/**
 * The whole program without a window. What can be refused is refused before the data directory is
 * touched: config first, then ownership, then ports, then the data. On failure everything that was
 * started is closed again.
 */
export async function startHeadless(
  options: HeadlessOptions,
): Promise<Headless> {
  const opened: Closable[] = [];
  const close = async () => {
    // Hosts stop accepting before the backend settles what runs.
    for (const part of opened.splice(0).toReversed()) await part.close();
  };
  try {
    return { addresses: await open(options, opened), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  options: HeadlessOptions,
  opened: Closable[],
): Promise<Headless["addresses"]> {
  const { serve, dataDir, log } = options;
  const config = serve.config ? await readConfigFile(serve.config) : undefined;
  const token = randomBytes(tokenBytes).toString("base64url");
  const router = Promise.withResolvers<RpcRouter>();
  router.promise.catch(() => undefined);

  const gateway = await openGateway(options, config);
  if (gateway) opened.push(gateway);
  const web = await startWebHost({
    port: serve.webPort ?? 0,
    token,
    router: router.promise,
    ...(serve.webPort !== undefined && { pageDir: options.pageDir }),
  });
  opened.push(web);

  const backend = await options.compose({
    ...options.backend,
    dataDir,
    demo: serve.demo,
    log,
    ...(config && { config }),
  });
  opened.unshift({ close: () => backend.dispose() });
  backend.setGateway(gateway ? { address: gateway.address } : {});
  router.resolve(backend.router);

  return {
    gateway: gateway?.address ?? null,
    web:
      serve.webPort === undefined
        ? null
        : `http://127.0.0.1:${web.port}/#token=${token}`,
  };
}

async function openGateway(
  { serve, backend }: HeadlessOptions,
  config: AppConfig | undefined,
) {
  if (serve.gatewayPort === undefined) return undefined;
  const settings = config?.gateway;
  refuseUnmeantExposure(serve.host, settings?.allowLan ?? false);
  return startGatewayHost({
    host: serve.host,
    port: serve.gatewayPort,
    version: backend.version,
    requireKey: settings?.requireKey ?? true,
    allowedHosts: settings?.allowedHosts ?? [],
    allowedOrigins: settings?.allowedOrigins ?? [],
  });
}

function refuseUnmeantExposure(host: string, allowLan: boolean): void {
  if (allowLan || host === "::1" || host.startsWith("127.")) return;
  throw new AppError("config-invalid", {
    message: `--host ${host} would open the gateway to the network; set gateway.allowLan to true in the config file to allow that.`,
    data: { host },
  });
}
