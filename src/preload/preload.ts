import { ipcRenderer } from "electron";
import {
  portChannel,
  type PortGrant,
  type PortRequest,
} from "#shared/rpc/handshake.ts";

// Hands the page one end of a new channel and the main process the other, whenever the page asks.
window.addEventListener("message", (event: MessageEvent<unknown>) => {
  if (event.source !== window || !isPortRequest(event.data)) return;
  const { kind, id } = event.data;
  const { port1, port2 } = new MessageChannel();
  ipcRenderer.postMessage(portChannel, { kind }, [port1]);
  const grant: PortGrant = { type: "modeldocker:port-grant", id };
  window.postMessage(grant, window.location.origin, [port2]);
});

function isPortRequest(data: unknown): data is PortRequest {
  return (
    data instanceof Object &&
    "type" in data &&
    data.type === "modeldocker:port-request"
  );
}
