import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { listen } from "../loopback/listen.ts";
import { isForeignOrigin, isOwnHost } from "../loopback/request-checks.ts";
import { gatewayErrors, writeOpenAiError } from "./errors.ts";
import { gatewayRoutes, matchRoute } from "./routes.ts";

export interface GatewayHostOptions {
  /** Address to bind; loopback unless the user chose another. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly version: string;
  readonly requireKey: boolean;
  /** `Host` values beside our own loopback names, ports included. */
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

export interface GatewayHost {
  /** `http://HOST:PORT` as a client would write it. */
  readonly address: string;
  close(): Promise<void>;
}

const closeGraceMs = 500;
const headersTimeoutMs = 15_000;
const requestIdPattern = /^[\w.:-]{1,128}$/;

/** The HTTP API for other programs. Throws `port-in-use`. */
export async function startGatewayHost(
  options: GatewayHostOptions,
): Promise<GatewayHost> {
  const port = () => (server.address() as AddressInfo).port;
  const server = createServer(
    { headersTimeout: headersTimeoutMs, maxHeaderSize: 32_768 },
    (request, response) =>
      handle(request, response, {
        ...options,
        port: port(),
      }),
  );
  await listen(server, options);
  return {
    address: `http://${bracketed(options.host)}:${port()}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      const cut = setTimeout(() => server.closeAllConnections(), closeGraceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

/** Host and Origin before routing, the key before everything but health. */
function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: GatewayHostOptions,
): void {
  const requestId = requestIdOf(request);
  response.setHeader("x-modeldocker-request-id", requestId);
  if (request.headers["x-request-id"]) {
    response.setHeader("x-request-id", requestId);
  }
  const { allowedHosts, allowedOrigins, port } = options;
  if (!isOwnHost(request.headers.host, port, allowedHosts)) {
    return writeOpenAiError(response, gatewayErrors.wrongHost);
  }
  if (isForeignOrigin(request.headers, allowedOrigins)) {
    return writeOpenAiError(response, gatewayErrors.foreignOrigin);
  }
  const match = matchRoute(gatewayRoutes, request);
  if (match.type === "wrong-method") {
    return writeOpenAiError(response, gatewayErrors.wrongMethod);
  }
  const needsKey =
    match.type === "route" ? match.route.access === "key" : match.isApi;
  if (needsKey && !isAdmitted(request, options)) {
    return writeOpenAiError(response, gatewayErrors.noKey);
  }
  if (match.type === "unknown") {
    return writeOpenAiError(response, gatewayErrors.noRoute);
  }
  match.route.handle(request, response, { version: options.version });
}

/** No keys can be made yet, so only a gateway without keys admits anyone, and then this machine alone. */
function isAdmitted(
  request: IncomingMessage,
  { requireKey }: GatewayHostOptions,
): boolean {
  return !requireKey && isLoopback(request.socket.remoteAddress);
}

function isLoopback(address: string | undefined): boolean {
  const plain = address?.replace(/^::ffff:/, "");
  return plain === "::1" || plain?.startsWith("127.") === true;
}

/** The client's own id where it is harmless, else a new one. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && requestIdPattern.test(given)
    ? given
    : randomUUID();
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
