import { hash, randomBytes, randomUUID } from "node:crypto";
import { createArgon2Hasher } from "#main/adapters/argon2/secret-hasher.ts";
import { createGatewayTester } from "#main/adapters/http/gateway-tester.ts";
import { networkAddresses } from "#main/adapters/machine/network-addresses.ts";
import type { GatewayParts } from "#main/hosts/gateway/gateway-parts.ts";
import type { AuditLog } from "#main/ports/audit-log.ts";
import type { GatewayDoor } from "#main/ports/gateway-door.ts";
import { createGatekeeper } from "#main/services/access/gatekeeper.ts";
import {
  createKeyService,
  type KeyService,
} from "#main/services/access/keys.ts";
import {
  createAliasService,
  type AliasService,
} from "#main/services/aliases/aliases.ts";
import {
  createAuditService,
  type AuditService,
} from "#main/services/audit/audit.ts";
import { createCachePolicy } from "#main/services/cache/cache-policy.ts";
import type { ChatService } from "#main/services/chat/chat.ts";
import {
  createGatewayControl,
  type GatewayControl,
} from "#main/services/gateway/gateway-control.ts";
import { createGatewayService } from "#main/services/gateway/gateway.ts";
import { createPromptRecorder } from "#main/services/gateway/prompt-recorder.ts";
import { createGatewayMetrics } from "#main/services/gateway/metrics.ts";
import {
  createTryGateway,
  type TryGateway,
} from "#main/services/gateway/try-gateway.ts";
import type { Spending } from "#main/services/money/spending.ts";
import { knownSecrets } from "#main/services/instances/keys.ts";
import { createQuota } from "#main/services/gateway/quota.ts";
import type { Context } from "./context.ts";
import type { Upstreams } from "./upstreams.ts";

/** What a person rules the gateway by. */
interface GatewayManagement {
  readonly aliases: AliasService;
  readonly keys: KeyService;
  readonly audit: AuditService;
  readonly gateway: GatewayControl;
}

export interface Gateway extends GatewayManagement {
  /** What answers other programs. */
  readonly parts: GatewayParts;
  readonly tryGateway: TryGateway;
}

export interface GatewayBasis {
  readonly chat: ChatService;
  readonly spending: Spending;
  readonly audit: AuditLog;
  readonly door: GatewayDoor | undefined;
}

const hasher = createArgon2Hasher();

/** What other programs reach, and how a person rules over it. */
export function composeGateway(
  context: Context,
  upstreams: Upstreams,
  basis: GatewayBasis,
): Gateway {
  const { store, clock, log, config, settings, aliasTable } = context;
  const { ledger, secrets } = store;
  const keySources = { secrets, environment: context.environment };
  const { directory, registry } = upstreams;
  const { priceOf } = registry;
  const policy = createCachePolicy(config.cache, settings.current);
  const quota = createQuota({ ledger, clock, priceOf });
  const management = composeManagement(context, {
    ...basis,
    ...upstreams,
    use: quota.use,
  });
  const parts = {
    gateway: createGatewayService({
      directory,
      registry,
      health: context.health,
      chat: basis.chat,
      quota,
      clock,
      aliases: aliasTable.current,
      cacheMode: (wish) => policy.calls(wish).mode,
      recorderOf(request) {
        const { promptLogging: mode } = settings.current();
        const secrets = () => knownSecrets(directory.list(), keySources);
        return mode === "off"
          ? undefined
          : createPromptRecorder(request, mode, secrets);
      },
      sharesCache: config.cache.scope === "shared",
    }),
    gatekeeper: createGatekeeper({
      store: store.access,
      hasher,
      digest: (token) => hash("sha256", token),
      clock,
    }),
    metrics: createGatewayMetrics(),
    audit: management.audit,
    clock,
    log,
  };
  const tryGateway = createTryGateway({
    tester: createGatewayTester(clock),
    address: () => management.gateway.state().address,
    keys: store.access,
    gatekeeper: parts.gatekeeper,
    newSecret: () => randomBytes(32).toString("base64url"),
  });
  return { ...management, parts, tryGateway };
}

function composeManagement(
  context: Context,
  basis: GatewayBasis &
    Upstreams & { readonly use: ReturnType<typeof createQuota>["use"] },
): GatewayManagement {
  const { store, clock, log, config, settings, announcements } = context;
  const audit = createAuditService({
    log: basis.audit,
    logger: log,
    keys: store.access,
    announcements,
    clock,
    keepDays: () => settings.current().auditDays,
    // The platform counts minutes west of UTC.
    utcOffsetMinutes: () => -new Date(clock.now()).getTimezoneOffset(),
  });
  const keys = createKeyService({
    store: store.access,
    use: basis.use,
    newId: () => `key_${randomUUID().slice(0, 13)}`,
    announcements,
    hasher,
    randomBytes,
    clock,
  });
  const gateway = createGatewayControl({
    door: basis.door ?? noDoor,
    maxBodyBytes: config.gateway.maxBodyBytes,
    settings,
    announcements,
    audit,
    networkAddresses,
  });
  const aliases = createAliasService({
    ...basis,
    store: store.aliases,
    table: context.aliasTable,
    config: config.aliases,
    plan: basis.chat.plan,
    isPaused: context.health.isPaused,
    announcements,
    clock,
    log,
  });
  return { keys, audit, gateway, aliases };
}

const noDoor: GatewayDoor = {
  address: () => undefined,
  apply: () => Promise.resolve(),
};
