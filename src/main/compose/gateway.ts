import { hash, randomBytes, randomUUID } from "node:crypto";
import { createArgon2Hasher } from "#main/adapters/argon2/secret-hasher.ts";
import type { GatewayParts } from "#main/hosts/gateway/gateway-parts.ts";
import type { AuditLog } from "#main/ports/audit-log.ts";
import { createGatekeeper } from "#main/services/access/gatekeeper.ts";
import {
  createKeyService,
  type KeyService,
} from "#main/services/access/keys.ts";
import { createCachePolicy } from "#main/services/cache/cache-policy.ts";
import type { ChatService } from "#main/services/chat/chat.ts";
import { createGatewayService } from "#main/services/gateway/gateway.ts";
import { createGatewayMetrics } from "#main/services/gateway/metrics.ts";
import { createQuota } from "#main/services/gateway/quota.ts";
import type { Context } from "./context.ts";
import type { Upstreams } from "./upstreams.ts";

export interface Gateway {
  /** What answers other programs. */
  readonly parts: GatewayParts;
  readonly keys: KeyService;
}

/** What other programs reach, and how a person rules over it. */
export function composeGateway(
  context: Context,
  upstreams: Upstreams,
  parts: { readonly chat: ChatService; readonly audit: AuditLog },
): Gateway {
  const { store, clock, log, config, settings, newId, announcements } = context;
  const { ledger } = store;
  const { directory, registry } = upstreams;
  const priceOf = (instance: string, model: string) =>
    registry.model(instance, model)?.price;
  const policy = createCachePolicy(config.cache, settings.current);
  const quota = createQuota({ ledger, clock, priceOf });
  const hasher = createArgon2Hasher();
  const answering = {
    gateway: createGatewayService({
      directory,
      registry,
      chat: parts.chat,
      quota,
      ledger,
      clock,
      priceOf,
      newId,
      aliases: config.aliases.map(({ id }) => id),
      cacheMode: () => policy.calls().mode,
      sharesCache: config.cache.scope === "shared",
    }),
    gatekeeper: createGatekeeper({
      store: store.access,
      hasher,
      digest: (token) => hash("sha256", token),
      clock,
    }),
    metrics: createGatewayMetrics(),
    audit: parts.audit,
    clock,
    log,
  };
  const keys = createKeyService({
    store: store.access,
    use: quota.use,
    newId: () => `key_${randomUUID().slice(0, 13)}`,
    announcements,
    hasher,
    randomBytes,
    clock,
  });
  return { parts: answering, keys };
}
