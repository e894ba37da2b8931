import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Roster } from "#shared/collections/roster.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { listen } from "../loopback/listen.ts";
import type { GatewayRules, UnderWay } from "./arrival.ts";
import { listenBeside } from "./loopback-twin.ts";
import { handleRequest } from "./handle-request.ts";
import { GatewayRequest } from "./gateway-request.ts";
import { GatewayResponse } from "./gateway-response.ts";
import { mostHeaders } from "./front-door.ts";
import type { GatewayParts } from "./gateway-parts.ts";
import { LongRequests } from "./long-requests.ts";
import {
  createMalformedRequests,
  tunnelCode,
  type MalformedRequests,
} from "./malformed-requests.ts";
import { createResponseMemory } from "./response-memory.ts";

export interface GatewayHostOptions extends Omit<
  GatewayRules,
  "port" | "bodyIdleMs" | "responses" | "underWay" | "newId"
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
  /** How long a client may take nothing of what is sent to it; 120 s where absent. */
  readonly stalledMs?: number;
  /** Names of requests; random UUIDs where absent. */
  readonly newId?: () => string;
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

type GatewayServer = Server<typeof GatewayRequest, typeof GatewayResponse>;

/** Node tells of a request that expects something by another name, and answers by itself where nobody listens. */
const everyRequest = ["request", "checkContinue", "checkExpectation"] as const;
const closeGraceMs = 500;
/** For what is stopped, to tell its client. */
const lastWordMs = 250;
const idleCheckMs = 50;
const slowCheckMs = 5_000;

/** The HTTP API for other programs. Throws `port-in-use`. */
export async function startGatewayHost(
  options: GatewayHostOptions,
): Promise<GatewayHost> {
  const running = new Roster<Promise<void>>();
  const underWay = new Roster<UnderWay>();
  const malformed = createMalformedRequests({
    parts: options.parts,
    isUnderWay: (socket) =>
      underWay.members().some((each) => each.socket === socket),
  });
  const responses = createResponseMemory();
  const long = new LongRequests(underWay);
  // Told once: a server that closes still answers what is under way, but has no address any more.
  let port = options.port;
  const rules = liveRules(options, { responses, underWay, port: () => port });
  const shut: Promise<GatewayParts> = Promise.reject(
    new AppError("interrupted", { message: "The gateway was shut." }),
  );
  shut.catch(() => undefined);
  let parts: GatewayParts | Promise<GatewayParts> = options.parts;
  options.parts.then(
    (ready) => long.noteIn((parts = ready)),
    () => undefined,
  );
  const newServer = (): GatewayServer => {
    const server = boundedServer(options, malformed);
    const answer = (
      request: GatewayRequest,
      response: GatewayResponse,
    ): void => {
      // A connection that was kept alive may bring one more after the door was shut.
      const behind = server.listening ? parts : shut;
      const handled = handleRequest({ request, response }, rules, behind);
      long.watch();
      const seat = running.join(handled);
      handled.then(
        () => running.leave(seat),
        () => {
          response.destroy();
          running.leave(seat);
        },
      );
    };
    for (const event of everyRequest) server.on(event, answer);
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
      await Promise.allSettled(running.members());
      malformed.end();
    },
  };
}

/** Read anew for each request, as they can be changed while it runs: a copy for each would cost more than they do. */
function liveRules(
  options: GatewayHostOptions,
  own: Pick<GatewayRules, "responses" | "underWay"> & {
    readonly port: () => number;
  },
): GatewayRules {
  const { responses, underWay } = own;
  return {
    responses,
    underWay,
    version: options.version,
    newId: options.newId ?? randomUUID,
    bodyIdleMs: options.bodyIdleMs ?? 10_000,
    get port() {
      return own.port();
    },
    get requireKey() {
      return options.requireKey;
    },
    get allowLan() {
      return options.allowLan;
    },
    get maxBodyBytes() {
      return options.maxBodyBytes;
    },
    get allowedHosts() {
      return options.allowedHosts;
    },
    get allowedOrigins() {
      return options.allowedOrigins;
    },
  };
}

/** Nothing happened for a while: no fault while an upstream works, but who leaves a reply untouched holds it in memory. */
function hangUpOnStalled(socket: Socket): void {
  if (socket.writableLength > 0) socket.destroy();
}

/** Holds slow and lavish senders to their bounds. */
function boundedServer(
  options: GatewayHostOptions,
  malformed: MalformedRequests,
): GatewayServer {
  const { headersMs = 15_000, requestMs = 120_000 } = options;
  const server = createServer({
    IncomingMessage: GatewayRequest,
    ServerResponse: GatewayResponse,
    headersTimeout: Math.min(headersMs, requestMs),
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(slowCheckMs, headersMs, requestMs),
    maxHeaderSize: 32_768,
    // Who sends none is told so like everybody; Node's own answer has no body.
    requireHostHeader: false,
  });
  server.maxHeadersCount = mostHeaders;
  server.setTimeout(options.stalledMs ?? 120_000, hangUpOnStalled);
  server.on("clientError", malformed.refuse);
  // Without somebody who listens, Node hangs up without a word.
  server.on("connect", (_request, socket) =>
    malformed.refuse({ code: tunnelCode }, socket),
  );
  return server;
}

/** Listens no more, lets what runs end, stops what does not, and hangs up on who does not take that. */
async function drain(
  server: GatewayServer,
  underWay: Roster<UnderWay>,
  graceMs: number,
): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), idleCheckMs);
  const stop = setTimeout(() => {
    for (const { stop } of underWay.members()) stop.abort();
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
