import type { MessagePortMain } from "electron";
import { portClosing } from "#shared/rpc/handshake.ts";
import type { FrameCarrier, ServeFrames } from "../rpc/serve-frames.ts";

/** A window's port in the dress of a socket. */
function portCarrier(port: MessagePortMain): FrameCarrier {
  const carrier = {
    addEventListener(type: string, listener: (event: object) => void) {
      if (type === "message") {
        port.on("message", ({ data }) => listener({ data }));
      } else if (type === "close") {
        port.on("close", () => listener({}));
      }
    },
    send: (frame: unknown) => port.postMessage(frame),
  };
  return carrier as unknown as FrameCarrier;
}

/** Tells the page that it must ask for a new port. */
export function closePort(port: MessagePortMain): void {
  port.postMessage(portClosing);
  port.close();
}

/** Answers RPC on a window's port. */
export function servePort(serve: ServeFrames, port: MessagePortMain): void {
  serve(portCarrier(port));
  port.start();
}
