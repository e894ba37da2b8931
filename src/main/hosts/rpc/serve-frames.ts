import { RPCHandler } from "@orpc/server/ws";
import type { AnyRouter } from "@orpc/server";
import type { WebSocket } from "ws";

/** What carries RPC frames: a WebSocket, or a port in the dress of one. */
export type FrameCarrier = Pick<WebSocket, "addEventListener" | "send">;

/** Answers RPC on one carrier until it closes. */
export type ServeFrames = (carrier: FrameCarrier) => void;

export function createFrameServer(router: AnyRouter): ServeFrames {
  const handler = new RPCHandler(router);
  return (carrier) => void handler.upgrade(carrier);
}

/** Frames that a slow reader may have waiting before the streams that feed it pause. */
const highWaterBytes = 1_048_576;
/** How long a reader may leave them waiting before it is cut off. */
const stallMs = 30_000;

/** A socket whose streams are read only as fast as it takes them: the server awaits what `send` returns. */
export function pacedSocket(socket: WebSocket): FrameCarrier {
  const paced = {
    addEventListener: socket.addEventListener.bind(socket),
    send: (frame: Parameters<WebSocket["send"]>[0]) =>
      new Promise<void>((resolve) => sendPaced(socket, frame, resolve)),
  };
  return paced as FrameCarrier;
}

function sendPaced(
  socket: WebSocket,
  frame: Parameters<WebSocket["send"]>[0],
  resolve: () => void,
): void {
  if (socket.readyState !== socket.OPEN) {
    // Gives the close event its turn, which ends the streams that would go on sending.
    setImmediate(resolve);
    return;
  }
  if (socket.bufferedAmount < highWaterBytes) {
    socket.send(frame, () => undefined);
    resolve();
    return;
  }
  const stalled = setTimeout(() => socket.terminate(), stallMs);
  socket.send(frame, () => {
    clearTimeout(stalled);
    resolve();
  });
}
