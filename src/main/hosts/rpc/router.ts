import type { Router } from "@orpc/server";
import type { Contract } from "#shared/rpc/contract.ts";
import { activityHandlers } from "./activity-handlers.ts";
import { aliasesHandlers } from "./aliases-handlers.ts";
import { appHandlers } from "./app-handlers.ts";
import { auditHandlers } from "./audit-handlers.ts";
import { cacheHandlers } from "./cache-handlers.ts";
import { chatHandlers } from "./chat-handlers.ts";
import { comparisonsHandlers } from "./comparisons-handlers.ts";
import { conversationsHandlers } from "./conversations-handlers.ts";
import { gatewayHandlers } from "./gateway-handlers.ts";
import { rpc } from "./implementer.ts";
import { instancesHandlers } from "./instances-handlers.ts";
import { keysHandlers } from "./keys-handlers.ts";
import { localHandlers } from "./local-handlers.ts";
import { logsHandlers } from "./logs-handlers.ts";
import { modelsHandlers } from "./models-handlers.ts";
import { promptSetsHandlers } from "./prompt-sets-handlers.ts";
import { pullsHandlers } from "./pulls-handlers.ts";
import type { RpcServices } from "./services.ts";
import { settingsHandlers } from "./settings-handlers.ts";

/** Handlers for the whole contract; any oRPC handler (message port, WebSocket) can serve them. */
export type RpcRouter = Router<Contract, Record<never, never>>;

/** Fails to compile when a call of the contract has no handler. */
export function createRpcRouter(services: RpcServices): RpcRouter {
  return rpc.router({
    activity: activityHandlers(services),
    aliases: aliasesHandlers(services),
    app: appHandlers(services),
    audit: auditHandlers(services),
    cache: cacheHandlers(services),
    chat: chatHandlers(services),
    comparisons: comparisonsHandlers(services),
    conversations: conversationsHandlers(services),
    gateway: gatewayHandlers(services),
    instances: instancesHandlers(services),
    keys: keysHandlers(services),
    local: localHandlers(services),
    logs: logsHandlers(services),
    models: modelsHandlers(services),
    promptSets: promptSetsHandlers(services),
    pulls: pullsHandlers(services),
    settings: settingsHandlers(services),
  });
}
