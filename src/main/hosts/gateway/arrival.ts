import type { Duplex } from "node:stream";
import type { Roster } from "#shared/collections/roster.ts";
import type { Began } from "./audit-entry.ts";
import type { ExchangeNotes } from "./exchange.ts";
import type { DoorRules } from "./front-door.ts";
import type { GatewayRequest } from "./gateway-request.ts";
import type { GatewayResponse } from "./gateway-response.ts";
import { matchRoute, shapeOf, type RouteMatch } from "./match-route.ts";
import type { ResponseMemory } from "./response-memory.ts";
import type { ErrorShape } from "./write-refusal.ts";

export interface GatewayRules extends DoorRules {
  readonly version: string;
  readonly maxBodyBytes: number;
  /** Longest pause within a body. */
  readonly bodyIdleMs: number;
  readonly responses: ResponseMemory;
  /** A name for a request that comes without one. */
  readonly newId: () => string;
  /** Requests that have not come to their end. */
  readonly underWay: Roster<UnderWay>;
}

export interface UnderWay {
  readonly stop: AbortController;
  readonly socket: Duplex;
  /** Absent until it is worked on. */
  begun?: { readonly arrival: Arrival; readonly began: Began };
}

export interface Messages {
  readonly request: GatewayRequest;
  readonly response: GatewayResponse;
}

/** A request before anybody knows who sends it. */
export interface Arrival extends Messages {
  /** Address of the client. */
  readonly client: string;
  readonly requestId: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly shape: ErrorShape;
  readonly match: RouteMatch;
  readonly notes: ExchangeNotes & { keyId?: string };
  readonly signal: AbortSignal;
  /** Resolves when nothing more can be sent. */
  readonly closed: Promise<void>;
  readonly underWay: UnderWay;
  readonly rules: GatewayRules;
}

const requestIdPattern = /^[\w.:-]{1,128}$/;

/** A request as it came: named, its route found, and watched for its client's leaving. */
export function arrive(
  { request, response }: Messages,
  rules: GatewayRules,
): Arrival {
  const requestId = requestIdOf(request, rules);
  response.tell("x-modeldocker-request-id", requestId);
  if (request.headers["x-request-id"]) response.tell("x-request-id", requestId);
  const { path, query } = targetOf(request.url ?? "/");
  const gone = new AbortController();
  const underWay: UnderWay = { stop: gone, socket: request.socket };
  const seat = rules.underWay.join(underWay);
  const closed = new Promise<void>((resolve) =>
    onClose({ request, response }, () => {
      rules.underWay.leave(seat);
      if (!response.writableFinished && !response.isTold) gone.abort();
      resolve();
    }),
  );
  return {
    request,
    response,
    requestId,
    path,
    rules,
    notes: {},
    client: request.socket.remoteAddress ?? "unknown",
    query,
    shape: shapeOf(path, request),
    match: matchRoute(request.method, path),
    signal: gone.signal,
    closed,
    underWay,
  };
}

function onClose({ request, response }: Messages, close: () => void): void {
  // A response closes once: nothing else has to see to that.
  if (response.socket !== null) return void response.on("close", close);
  // One that stands in line behind another of its connection goes with that, and Node does not tell it.
  const { socket } = request;
  const closeOnce = () => {
    response.off("close", closeOnce);
    socket.off("close", closeOnce);
    response.destroy();
    close();
  };
  response.on("close", closeOnce);
  socket.setMaxListeners(0).on("close", closeOnce);
}

const emptyQuery = new URLSearchParams();

function targetOf(url: string): Pick<Arrival, "path" | "query"> {
  const at = url.indexOf("?");
  return at < 0
    ? { path: url, query: emptyQuery }
    : {
        path: url.slice(0, at),
        query: new URLSearchParams(url.slice(at + 1)),
      };
}

/** The client's own id where it is harmless, else a new one. */
function requestIdOf(request: GatewayRequest, { newId }: GatewayRules): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && requestIdPattern.test(given)
    ? given
    : newId();
}
