import type { MessagePortMain } from "electron";
import { WebSocket } from "ws";
import { rpcProtocol, tokenProtocolPrefix } from "#shared/rpc/handshake.ts";
import type { OwnerInfo } from "#main/ports/owner.ts";
import { closePort } from "./port-carrier.ts";

/**
 * Passes frames between a window's port and the RPC of the process that owns the data, as they come.
 * When either side goes, the other is told.
 */
export function relayToOwner(port: MessagePortMain, owner: OwnerInfo): void {
  const { rpc } = owner.addresses;
  if (rpc === undefined) return closePort(port);
  const socket = new WebSocket(
    rpc,
    [rpcProtocol, `${tokenProtocolPrefix}${owner.token}`],
    { perMessageDeflate: false },
  );
  const waiting: (string | Uint8Array)[] = [];
  port.on("message", ({ data }) => {
    const frame = data as string | Uint8Array;
    if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    else waiting.push(frame);
  });
  port.on("close", () => socket.close());
  port.start();
  socket.on("open", () => {
    for (const frame of waiting.splice(0)) socket.send(frame);
  });
  socket.on("message", (data: Buffer, isBinary) =>
    port.postMessage(isBinary ? new Uint8Array(data) : data.toString("utf8")),
  );
  socket.on("error", () => socket.terminate());
  socket.on("close", () => closePort(port));
}
