import { existsSync } from "node:fs";
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import sirv from "sirv";
import { WebSocketServer } from "ws";
import { AppError } from "#shared/errors/app-error.ts";
import {
  rpcPath,
  rpcProtocol,
  sessionPath,
  tokenProtocolPrefix,
} from "#shared/rpc/handshake.ts";
import { createFrameServer, pacedSocket } from "../rpc/serve-frames.ts";
import type { RpcRouter } from "../rpc/router.ts";
import { listen } from "../loopback/listen.ts";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import {
  isForeignOrigin,
  isOwnHost,
  isSameSecret,
} from "../loopback/request-checks.ts";

export interface WebHostOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** Lasts as long as the process. */
  readonly token: string;
  /** Connections that come before it is settled wait for it; if it fails they are dropped. */
  readonly router: Promise<RpcRouter>;
  /** Directory of the built page; absent serves the RPC alone. */
  readonly pageDir?: string;
}

export interface WebHost {
  readonly port: number;
  /** Lets go of the port and closes what is connected; resolves when nothing is left. */
  close(): Promise<void>;
}

const maxFrameBytes = 64 * 1_048_576;
const goingAway = 1001;
const closeGraceMs = 500;

/** The app for a browser on this machine: its files, and the RPC on a WebSocket, behind one token. Throws `port-in-use`. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    handleProtocols: () => rpcProtocol,
  });
  const serving = options.router.then(createFrameServer);
  serving.catch(() => undefined);
  const page = options.pageDir && servePage(options.pageDir);
  const port = () => (server.address() as AddressInfo).port;

  const server = createServer((request, response) => {
    setPageHeaders(request, response, port());
    const refusal = refuse(request, port());
    if (refusal) return answer(response, refusal);
    if (pathOf(request) === sessionPath) {
      return answer(response, isAuthorized(request, options.token) ? 204 : 401);
    }
    if (!page) return answer(response, 404);
    page(request, response, () => answer(response, 404));
  });
  server.on("upgrade", (request, socket: Duplex, head) => {
    socket.on("error", () => socket.destroy());
    const refusal =
      refuse(request, port()) ?? refuseUpgrade(request, options.token);
    if (refusal) return refuseSocket(socket, refusal);
    serving.then(
      (serve) =>
        sockets.handleUpgrade(request, socket, head, (accepted) => {
          accepted.on("error", () => accepted.terminate());
          serve(pacedSocket(accepted));
        }),
      () => refuseSocket(socket, 503),
    );
  });

  await listen(server, { port: options.port, host: "127.0.0.1" });
  return {
    port: port(),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const client of sockets.clients) client.close(goingAway);
      const cut = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
        server.closeAllConnections();
      }, closeGraceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

/** 421 for a wrong Host, 403 for a page of another origin. */
function refuse(request: IncomingMessage, port: number): number | undefined {
  if (!isOwnHost(request.headers.host, port)) return 421;
  if (isForeignOrigin(request.headers)) return 403;
  return undefined;
}

function refuseUpgrade(request: IncomingMessage, token: string) {
  if (pathOf(request) !== rpcPath) return 404;
  const offered = offeredProtocols(request);
  if (!offered.includes(rpcProtocol)) return 400;
  const given = offered.find((name) => name.startsWith(tokenProtocolPrefix));
  const isGood = isSameSecret(given ?? "", tokenProtocolPrefix + token);
  return isGood ? undefined : 401;
}

function offeredProtocols(request: IncomingMessage): string[] {
  const header = request.headers["sec-websocket-protocol"] ?? "";
  return header.split(",").map((name) => name.trim());
}

function isAuthorized(request: IncomingMessage, token: string): boolean {
  return isSameSecret(request.headers.authorization ?? "", `Bearer ${token}`);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

/** On refusals too; a name that is not ours never comes back in them. */
function setPageHeaders(
  { headers: { host } }: IncomingMessage,
  response: ServerResponse,
  port: number,
): void {
  const name = isOwnHost(host, port) ? host : `127.0.0.1:${port}`;
  const headers = {
    "content-security-policy": contentSecurityPolicy([
      "'self'",
      `ws://${name}`,
    ]),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, value);
  }
}

function servePage(pageDir: string) {
  if (!existsSync(join(pageDir, "index.html"))) {
    throw new AppError("internal", {
      message: "The web app is not built yet; run npm run build.",
    });
  }
  return sirv(pageDir, { etag: true, setHeaders });
}

/** Names under `assets` carry a hash of their content; everything else is asked for again. */
function setHeaders(response: ServerResponse, path: string): void {
  response.setHeader(
    "cache-control",
    path.startsWith("/assets/") ? "max-age=31536000, immutable" : "no-cache",
  );
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { "cache-control": "no-store" }).end();
}

function refuseSocket(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
  );
}
