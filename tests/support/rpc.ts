import { once } from "node:events";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import { WebSocket } from "ws";
import type { Contract } from "#shared/rpc/contract.ts";
import { decodeError } from "#shared/rpc/error-codec.ts";
import {
  rpcPath,
  rpcProtocol,
  tokenProtocolPrefix,
} from "#shared/rpc/handshake.ts";
import type { RunningApp } from "./app.ts";

export type RpcClient = ContractRouterClient<Contract>;

export interface RpcConnection extends Disposable {
  readonly client: RpcClient;
  /** Every frame that the backend has sent, as text. */
  readonly received: readonly string[];
}

/** Talks to a running app as its page does, without a page. */
export async function connectRpc(app: RunningApp): Promise<RpcConnection> {
  const address = new URL(app.web);
  const token = new URLSearchParams(address.hash.slice(1)).get("token") ?? "";
  const socket = new WebSocket(`ws://${address.host}${rpcPath}`, [
    rpcProtocol,
    `${tokenProtocolPrefix}${token}`,
  ]);
  const received: string[] = [];
  socket.on("message", (data: Buffer) => received.push(data.toString("utf8")));
  await once(socket, "open");
  const link = new RPCLink({
    websocket: socket as unknown as globalThis.WebSocket,
  });
  return {
    client: createORPCClient(link),
    received,
    [Symbol.dispose]: () => socket.terminate(),
  };
}

/** The AppError code of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "it succeeded",
    (error: unknown) => decodeError(error).code,
  );
}
