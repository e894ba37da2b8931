import {
  portClosing,
  type PortGrant,
  type PortKind,
  type PortRequest,
} from "#shared/rpc/handshake.ts";
import type { Channel } from "./channel.ts";

const grantTimeoutMs = 10_000;
let lastRequestId = 0;

/** Asks the preload for a port and dresses it as a WebSocket, closing included. */
export async function openPortChannel(kind: PortKind): Promise<Channel> {
  const port = await requestPort(kind);
  const channel = new PortChannel(port);
  port.start();
  return channel;
}

function requestPort(kind: PortKind): Promise<MessagePort> {
  lastRequestId += 1;
  const request: PortRequest = {
    type: "modeldocker:port-request",
    kind,
    id: lastRequestId,
  };
  return new Promise((resolve, reject) => {
    const settle = (port?: MessagePort) => {
      clearTimeout(timer);
      window.removeEventListener("message", listen);
      if (port) resolve(port);
      else reject(new Error("The window was handed no port."));
    };
    const listen = (event: MessageEvent) => {
      const grant = event.data as Partial<PortGrant> | null;
      if (event.source !== window || grant?.id !== request.id) return;
      if (grant.type === "modeldocker:port-grant") settle(event.ports[0]);
    };
    const timer = setTimeout(settle, grantTimeoutMs);
    window.addEventListener("message", listen);
    window.postMessage(request, window.location.origin);
  });
}

class PortChannel extends EventTarget {
  readyState: Channel["readyState"] = WebSocket.OPEN;
  private readonly port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.port = port;
    port.addEventListener("message", (event) => {
      if (event.data === portClosing) this.close();
      else
        this.dispatchEvent(new MessageEvent("message", { data: event.data }));
    });
    port.addEventListener("close", () => this.close());
  }

  send(frame: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    this.port.postMessage(frame);
  }

  close(): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.port.close();
    this.dispatchEvent(new Event("close"));
  }
}
