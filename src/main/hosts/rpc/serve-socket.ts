import { RPCHandler } from "@orpc/server/ws";
import type { WebSocket } from "ws";
import type { RpcRouter } from "./router.ts";

type Frame = Parameters<WebSocket["send"]>[0];

/** Frames that a slow reader may have waiting before the streams that feed it pause. */
const highWaterBytes = 1_048_576;
/** How long a reader may leave them waiting before it is cut off. */
const stallMs = 30_000;

export type ServeSocket = (socket: WebSocket) => void;

/** Answers RPC on open WebSockets. Streams are read only as fast as the socket takes them. */
export function createSocketServer(router: RpcRouter): ServeSocket {
  const handler = new RPCHandler(router);
  return (socket) => {
    const paced = {
      addEventListener: socket.addEventListener.bind(socket),
      send: (frame: Frame) => sendPaced(socket, frame),
    };
    void handler.upgrade(paced as Pick<WebSocket, "addEventListener" | "send">);
  };
}

/** The handler awaits what `send` returns before it pulls the next event. */
function sendPaced(socket: WebSocket, frame: Frame): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) {
      // Gives the close event its turn, which ends the streams that would go on sending.
      setImmediate(resolve);
      return;
    }
    if (socket.bufferedAmount < highWaterBytes) {
      socket.send(frame, () => undefined);
      return resolve();
    }
    const stalled = setTimeout(() => socket.terminate(), stallMs);
    socket.send(frame, () => {
      clearTimeout(stalled);
      resolve();
    });
  });
}
