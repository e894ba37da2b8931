import type { Router } from "@orpc/server";
import type { Contract } from "#shared/rpc/contract.ts";

/** Handlers for the whole contract; any oRPC handler (message port, WebSocket) can serve them. */
export type RpcRouter = Router<Contract, Record<never, never>>;
