import { randomBytes } from "node:crypto";
import { AppError } from "#shared/errors/app-error.ts";
import { rpcPath } from "#shared/rpc/handshake.ts";
import { prepareDataDir } from "#main/adapters/data-dir/data-dir.ts";
import { createPrivateFiles } from "#main/adapters/data-dir/private-files.ts";
import {
  acquireOwner,
  ownedError,
  readOwner,
} from "#main/adapters/owner/acquire-owner.ts";
import type {
  AppConfig,
  Backend,
  BackendOptions,
  RpcRouter,
} from "#main/compose.ts";
import {
  startGatewayHost,
  type GatewayHost,
} from "#main/hosts/gateway/gateway-host.ts";
import type { GatewayParts } from "#main/hosts/gateway/gateway-parts.ts";
import { startWebHost, type WebHost } from "#main/hosts/web/web-host.ts";
import type { OwnerLock } from "#main/ports/owner.ts";

export interface OwnDataOptions {
  readonly backend: BackendOptions;
  readonly compose: (options: BackendOptions) => Promise<Backend>;
  /** Absent: no HTTP API. */
  readonly gateway?: {
    readonly host: string;
    readonly port: number;
    /** Whether all fails when it cannot start; else the app goes on and tells why. */
    readonly required: boolean;
  };
  /** Loopback RPC, with the page when `pageDir` is given. Absent: no listener. */
  readonly web?: { readonly port: number; readonly pageDir?: string };
}

export interface OwnedData {
  readonly router: RpcRouter;
  readonly addresses: {
    readonly gateway: string | null;
    /** With the token that the page needs. */
    readonly web: string | null;
  };
  /** Stops accepting, settles what runs, flushes, closes and gives the directory free. */
  close(): Promise<void>;
}

/** What has been opened so far, so that a failure on the way closes it again. */
interface Parts {
  gateway?: GatewayHost;
  web?: WebHost;
  lock?: OwnerLock;
  backend?: Backend;
}

/** What the listeners wait for: they are up before the data is touched. */
interface Answering {
  readonly router: PromiseWithResolvers<RpcRouter>;
  readonly gateway: PromiseWithResolvers<GatewayParts>;
}

const tokenBytes = 32;

/**
 * Becomes the owner of a data directory and serves it. What can be refused is refused before the
 * directory is touched: first another owner, then the ports, only then the data. Throws AppError
 * `data-dir-owned`, `port-in-use`, and whatever opening the data throws; nothing stays open then.
 */
export async function ownData(options: OwnDataOptions): Promise<OwnedData> {
  const parts: Parts = {};
  const answering: Answering = {
    router: Promise.withResolvers(),
    gateway: Promise.withResolvers(),
  };
  answering.router.promise.catch(() => undefined);
  answering.gateway.promise.catch(() => undefined);
  try {
    const addresses = await open(options, parts, answering);
    return {
      router: await answering.router.promise,
      addresses,
      close: () => closeAll(parts),
    };
  } catch (error) {
    answering.router.reject(error);
    answering.gateway.reject(error);
    await closeAll(parts);
    throw error;
  }
}

async function open(
  options: OwnDataOptions,
  parts: Parts,
  answering: Answering,
): Promise<OwnedData["addresses"]> {
  const { backend, compose, web } = options;
  const { dataDir, version } = backend;
  const files = createPrivateFiles();
  const owner = readOwner(dataDir, files);
  if (owner) throw ownedError(owner, dataDir);

  const gateway = await openGateway(options, parts, answering.gateway.promise);
  const token = randomBytes(tokenBytes).toString("base64url");
  if (web) {
    const router = answering.router.promise;
    parts.web = await startWebHost({ ...web, token, router });
  }

  prepareDataDir(dataDir);
  const ownership = acquireOwner({ dataDir, version, token, files });
  if (ownership.owner) throw ownedError(ownership.owner, dataDir);
  parts.lock = ownership.lock;

  parts.backend = await compose(backend);
  parts.backend.setGateway(gateway);
  answering.router.resolve(parts.backend.router);
  answering.gateway.resolve(parts.backend.gateway);

  const host = parts.web && `127.0.0.1:${parts.web.port}`;
  parts.lock.update({
    ...(gateway.address !== undefined && { gateway: gateway.address }),
    ...(host !== undefined && { rpc: `ws://${host}${rpcPath}` }),
    ...(host !== undefined && web?.pageDir && { web: `http://${host}` }),
  });
  return {
    gateway: gateway.address ?? null,
    web: host && web?.pageDir ? `http://${host}/#token=${token}` : null,
  };
}

type GatewayState = Parameters<Backend["setGateway"]>[0];

async function openGateway(
  { gateway, backend }: OwnDataOptions,
  parts: Parts,
  answering: Promise<GatewayParts>,
): Promise<GatewayState> {
  if (!gateway) return {};
  try {
    refuseUnmeantExposure(gateway.host, backend.config);
    const settings = backend.config?.gateway;
    parts.gateway = await startGatewayHost({
      host: gateway.host,
      port: gateway.port,
      version: backend.version,
      parts: answering,
      requireKey: settings?.requireKey ?? true,
      allowLan: settings?.allowLan ?? false,
      maxBodyBytes: settings?.maxBodyBytes ?? 33_554_432,
      allowedHosts: settings?.allowedHosts ?? [],
      allowedOrigins: settings?.allowedOrigins ?? [],
    });
    return { address: parts.gateway.address };
  } catch (error) {
    if (gateway.required) throw error;
    return { error: AppError.from(error).toJSON() };
  }
}

function refuseUnmeantExposure(
  host: string,
  config: AppConfig | undefined,
): void {
  if (host === "::1" || host.startsWith("127.")) return;
  if (config?.gateway.allowLan) return;
  throw new AppError("config-invalid", {
    message: `--host ${host} would open the gateway to the network; set gateway.allowLan to true in the config file to allow that.`,
    data: { host },
  });
}

/**
 * All at once, as the time is short, but for the audit, which the gateway's last requests still
 * write. The directory is free only when everything has let go of it.
 */
async function closeAll(parts: Parts): Promise<void> {
  const last = parts.gateway?.close();
  await Promise.all([
    parts.web?.close(),
    Promise.resolve(last).then(() => parts.backend?.dispose()),
  ]);
  parts.lock?.release();
}
