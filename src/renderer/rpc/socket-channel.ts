import {
  rpcPath,
  rpcProtocol,
  sessionPath,
  tokenProtocolPrefix,
} from "#shared/rpc/handshake.ts";
import { UnauthorizedError, type Channel } from "./channel.ts";

const storageKey = "modeldocker.token";

/** Moves the token from the address to the tab's storage, so that a reload keeps it and a copied address does not. */
export function takeToken(): string {
  const fromAddress = new URLSearchParams(location.hash.slice(1)).get("token");
  if (fromAddress) {
    sessionStorage.setItem(storageKey, fromAddress);
    history.replaceState(history.state, "", location.pathname);
  }
  return sessionStorage.getItem(storageKey) ?? "";
}

export async function openSocketChannel(token: string): Promise<Channel> {
  if (!token) throw new UnauthorizedError();
  const url = new URL(rpcPath, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url, [
    rpcProtocol,
    `${tokenProtocolPrefix}${token}`,
  ]);
  socket.binaryType = "arraybuffer";
  try {
    await opened(socket);
    return socket;
  } catch (error) {
    await explainRefusal(token);
    throw error;
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => resolve(), { once: true });
    socket.addEventListener(
      "close",
      () => reject(new Error("The connection could not be opened.")),
      { once: true },
    );
  });
}

/** A browser does not say why a WebSocket was refused; a plain request does. */
async function explainRefusal(token: string): Promise<void> {
  const reply = await fetch(sessionPath, {
    headers: { authorization: `Bearer ${token}` },
    cache: "no-store",
  });
  if (reply.status === 401) throw new UnauthorizedError();
}
