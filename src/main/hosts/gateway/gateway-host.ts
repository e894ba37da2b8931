import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { AppError } from "#shared/errors/app-error.ts";
import { listen } from "../loopback/listen.ts";
import { listenBeside } from "./loopback-twin.ts";
import { handleRequest, type GatewayRules } from "./handle-request.ts";
import type { GatewayParts } from "./gateway-parts.ts";
import {
  createMalformedRequests,
  type MalformedRequests,
} from "./malformed-requests.ts";
import { createResponseMemory } from "./response-memory.ts";

export interface GatewayHostOptions extends Omit<
  GatewayRules,
  "port" | "bodyIdleMs" | "responses" | "underWay"
> {
  /** Address to bind; loopback unless the user chose another. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Longest pause within a body; 10 s where absent. */
  readonly bodyIdleMs?: number;
  /** Longest wait for a request's headers; 15 s where absent. */
  readonly headersMs?: number;
  /** Longest wait for a whole request, however steadily it trickles in; 120 s where absent. */
  readonly requestMs?: number;
  /** What answers; requests that come before it wait. */
  readonly parts: Promise<GatewayParts>;
}

export interface GatewayHost {
  /** `http://HOST:PORT` as a client would write it. */
  readonly address: string;
  /**
   * Listens no more at once. Resolves when every request has come to its end, which those that
   * still run after `graceMs` (half a second where absent) find in being stopped.
   */
  close(graceMs?: number): Promise<void>;
}

const closeGraceMs = 500;
/** For what is stopped, to tell its client. */
const lastWordMs = 250;
const idleCheckMs = 50;
const slowCheckMs = 5_000;

/** The HTTP API for other programs. Throws `port-in-use`. */
export async function startGatewayHost(
  options: GatewayHostOptions,
): Promise<GatewayHost> {
  const running = new Set<Promise<void>>();
  const underWay = new Map<AbortController, Duplex>();
  const malformed = createMalformedRequests({
    parts: options.parts,
    isUnderWay: (socket) => [...underWay.values()].includes(socket),
  });
  const responses = createResponseMemory();
  // Told once: a server that closes still answers what is under way, but has no address any more.
  let port = options.port;
  const shut: Promise<GatewayParts> = Promise.reject(
    new AppError("interrupted", { message: "The gateway was shut." }),
  );
  shut.catch(() => undefined);
  const newServer = (): Server => {
    const server = boundedServer(options, malformed);
    server.on("request", (request, response) => {
      // Read anew: they can be changed while it runs.
      const rules = {
        bodyIdleMs: 10_000,
        ...options,
        port,
        responses,
        underWay,
      };
      // A connection that was kept alive may bring one more after the door was shut.
      const parts = server.listening ? options.parts : shut;
      const handled = handleRequest({ request, response }, rules, parts)
        .catch(() => response.destroy())
        .then(() => void running.delete(handled));
      running.add(handled);
    });
    return server;
  };
  const server = newServer();
  await listen(server, options);
  ({ port } = server.address() as AddressInfo);
  const { host } = options;
  const twin = await listenBeside(newServer, { host, port }, options.parts);
  const servers = twin === undefined ? [server] : [server, twin];
  return {
    address: `http://${bracketed(host)}:${port}`,
    close: async (graceMs = closeGraceMs) => {
      await Promise.all(servers.map((one) => drain(one, underWay, graceMs)));
      await Promise.all(running);
      malformed.end();
    },
  };
}

/** Holds slow and lavish senders to their bounds. */
function boundedServer(
  { headersMs = 15_000, requestMs = 120_000 }: GatewayHostOptions,
  malformed: MalformedRequests,
): Server {
  const server = createServer({
    headersTimeout: Math.min(headersMs, requestMs),
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(slowCheckMs, headersMs, requestMs),
    maxHeaderSize: 32_768,
  });
  server.maxHeadersCount = 200;
  server.on("clientError", malformed.refuse);
  return server;
}

/** Listens no more, lets what runs end, stops what does not, and hangs up on who does not take that. */
async function drain(
  server: Server,
  underWay: ReadonlyMap<AbortController, unknown>,
  graceMs: number,
): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), idleCheckMs);
  const stop = setTimeout(() => {
    for (const each of underWay.keys()) each.abort();
  }, graceMs);
  const cut = setTimeout(
    () => server.closeAllConnections(),
    graceMs + lastWordMs,
  );
  await closed;
  clearInterval(idle);
  clearTimeout(stop);
  clearTimeout(cut);
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
