import { ipcMain, type IpcMainEvent, type MessagePortMain } from "electron";
import { z } from "zod";
import { portChannel, type PortKind } from "#shared/rpc/handshake.ts";
import { appOrigin } from "./app-protocol.ts";

const requestSchema = z.object({ kind: z.enum(["rpc", "desktop"]) });

/** Takes the ports that our own page asks to be connected, and closes every other. */
export function acceptPorts(
  accept: (kind: PortKind, port: MessagePortMain) => void,
): void {
  ipcMain.on(portChannel, (event, message: unknown) => {
    const [port] = event.ports;
    if (!port) return;
    const request = requestSchema.safeParse(message);
    if (request.success && isOurPage(event)) accept(request.data.kind, port);
    else port.close();
  });
}

function isOurPage({ senderFrame }: IpcMainEvent): boolean {
  if (!senderFrame || senderFrame.parent) return false;
  return senderFrame.url.startsWith(`${appOrigin}/`);
}
