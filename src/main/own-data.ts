import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { rpcPath } from "#shared/rpc/handshake.ts";
import { defaultSettings } from "#shared/settings/schema.ts";
import {
  dataDirPaths,
  prepareDataDir,
} from "#main/adapters/data-dir/data-dir.ts";
import { createPrivateFiles } from "#main/adapters/data-dir/private-files.ts";
import {
  acquireOwner,
  ownedError,
  readOwner,
} from "#main/adapters/owner/acquire-owner.ts";
import { randomUuid } from "#main/adapters/random/random-uuid.ts";
import type { Backend, BackendOptions, RpcRouter } from "#main/compose.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import { HttpGatewayDoor } from "#main/hosts/gateway/gateway-door.ts";
import type { GatewayParts } from "#main/hosts/gateway/gateway-parts.ts";
import { startWebHost, type WebHost } from "#main/hosts/web/web-host.ts";
import type { GatewayDoor } from "#main/ports/gateway-door.ts";
import type { OwnerLock } from "#main/ports/owner.ts";
import {
  addressFromHere,
  isLoopbackHost,
  optionsOf,
  refuseUnmeantExposure,
  settingsFixedByGateway,
  settingsOf,
  type CommandLineGateway,
} from "#main/services/gateway/gateway-options.ts";

export interface OwnDataOptions {
  readonly backend: BackendOptions;
  readonly compose: (options: BackendOptions) => Promise<Backend>;
  /** The HTTP API. What the command line does not say, the settings do. */
  readonly gateway: CommandLineGateway & {
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
  door?: HttpGatewayDoor;
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
  const { backend, compose, web, gateway } = options;
  const { dataDir, version } = backend;
  const files = createPrivateFiles();
  const owner = readOwner(dataDir, files);
  if (owner) throw ownedError(owner, dataDir);

  const door = new HttpGatewayDoor({
    newId: randomUuid,
    version,
    parts: answering.gateway.promise,
    onMove: () => tellAddresses(options, parts),
  });
  parts.door = door;
  await unless(gateway.required, openEarly(options, door));
  const token = randomBytes(tokenBytes).toString("base64url");
  if (web) {
    const router = answering.router.promise;
    parts.web = await startWebHost({ ...web, token, router });
  }

  prepareDataDir(dataDir);
  const ownership = acquireOwner({ dataDir, version, token, files });
  if (ownership.owner) throw ownedError(ownership.owner, dataDir);
  parts.lock = ownership.lock;

  const { required, ...commandLine } = gateway;
  const opened = await compose({ ...backend, gateway: { door, commandLine } });
  parts.backend = opened;
  await unless(required, opened.openGateway());
  answering.router.resolve(opened.router);
  answering.gateway.resolve(opened.gateway);
  tellAddresses(options, parts);
  const page = parts.web && web?.pageDir && `127.0.0.1:${parts.web.port}`;
  return {
    gateway: addressOf(door) ?? null,
    web: page ? `http://${page}/#token=${token}` : null,
  };
}

/** As a client on this computer would write it. */
function addressOf(door: GatewayDoor): string | undefined {
  const address = door.address();
  return address && addressFromHere(address);
}

/** A failure that does not matter is told elsewhere. */
async function unless(matters: boolean, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (matters) throw error;
  });
}

/**
 * Opens the door before the data is touched, where its place is known without the data: a port in
 * use then leaves no trace.
 */
async function openEarly(
  { backend, gateway: { required: _, ...commandLine } }: OwnDataOptions,
  door: GatewayDoor,
): Promise<void> {
  const isNew = !existsSync(dataDirPaths(backend.dataDir).store);
  if (!isNew && commandLine.port === undefined) return;
  const config = backend.config ?? parseConfig({});
  const options = optionsOf({
    ...defaultSettings,
    ...config.settings,
    ...settingsFixedByGateway(config),
    ...settingsOf(commandLine),
  });
  // The settings may allow what is not allowed here.
  if (!isNew && !options.allowLan && !isLoopbackHost(options.host)) return;
  if (options.enabled) refuseUnmeantExposure(options);
  const { maxBodyBytes } = config.gateway;
  await door.apply({ ...options, maxBodyBytes });
}

/** Written again with each move of the gateway, so that others find it. */
function tellAddresses(
  { web }: OwnDataOptions,
  { door, web: webHost, lock }: Parts,
): void {
  const gateway = door && addressOf(door);
  const host = webHost && `127.0.0.1:${webHost.port}`;
  lock?.update({
    ...(gateway !== undefined && { gateway }),
    ...(host !== undefined && { rpc: `ws://${host}${rpcPath}` }),
    ...(host !== undefined && web?.pageDir && { web: `http://${host}` }),
  });
}

/**
 * All at once, as the time is short, but for the audit, which the gateway's last requests still
 * write. The directory is free only when everything has let go of it.
 */
async function closeAll(parts: Parts): Promise<void> {
  const last = parts.door?.dispose();
  await Promise.all([
    parts.web?.close(),
    Promise.resolve(last).then(() => parts.backend?.dispose()),
  ]);
  parts.lock?.release();
}
