import type { IncomingMessage } from "node:http";
import type { GatewayResponse } from "./gateway-response.ts";
import { goOnWith } from "#shared/go-on-with.ts";
import type { Roster } from "#shared/collections/roster.ts";
import type { GatewayCaller } from "#main/services/gateway/target-rules.ts";
import type { Duplex } from "node:stream";
import { AppError } from "#shared/errors/app-error.ts";
import { auditEntry, type Began } from "./audit-entry.ts";
import { refusals, type Refusal } from "./errors.ts";
import type { ErrorShape } from "./write-refusal.ts";
import { fail, refuse, type ExchangeNotes } from "./exchange.ts";
import {
  admit,
  refuseAtDoor,
  welcomeOrigin,
  type DoorRules,
} from "./front-door.ts";
import type { GatewayParts } from "./gateway-parts.ts";
import { matchRoute, shapeOf, type RouteMatch } from "./match-route.ts";
import { readBody } from "./read-body.ts";
import type { ResponseMemory } from "./response-memory.ts";

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
}

interface Messages {
  readonly request: IncomingMessage;
  readonly response: GatewayResponse;
}

/** A request before anybody knows who sends it. */
interface Arrival extends Messages {
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
  readonly rules: GatewayRules;
}

const requestIdPattern = /^[\w.:-]{1,128}$/;

/** One request to its end, and its line in the audit. Never throws for anything that a client sends. */
export function handleRequest(
  messages: Messages,
  rules: GatewayRules,
  ready: GatewayParts | Promise<GatewayParts>,
): Promise<void> {
  const arrival = arrive(messages, rules);
  return ready instanceof Promise || isProbe(arrival)
    ? handleEarly(arrival, ready)
    : handle(arrival, ready);
}

function isProbe({ path }: Arrival): boolean {
  return path === "/health";
}

/** A probe waits for nothing; everything else for the parts, which may not come about. */
async function handleEarly(
  arrival: Arrival,
  ready: GatewayParts | Promise<GatewayParts>,
): Promise<void> {
  const parts = isProbe(arrival) ? undefined : await partsOf(ready);
  if (parts !== undefined) return handle(arrival, parts);
  answerWithoutParts(arrival);
  await arrival.closed;
  await noteRefusal(arrival, ready);
}

function handle(arrival: Arrival, parts: GatewayParts): Promise<void> {
  const { clock, metrics } = parts;
  const began: Began = { time: clock.now(), at: clock.monotonic() };
  metrics.began();
  return clock
    .nextTurn()
    .then(() => answer(arrival, parts))
    .catch((error: unknown) => breakOff(arrival, parts, error))
    .then(() => arrival.closed)
    .then(() => note(arrival, parts, began));
}

function breakOff(
  arrival: Arrival,
  { log }: GatewayParts,
  error: unknown,
): void {
  const { requestId, response } = arrival;
  if (!(error instanceof AppError) || error.code === "internal")
    log.error({ requestId, error }, "Defect.");
  fail(arrival, AppError.from(error).toJSON());
  if (!response.writableEnded) response.destroy();
}

/** Undefined where they did not come about. */
function partsOf(ready: GatewayParts | Promise<GatewayParts>) {
  return ready instanceof Promise ? ready.catch(() => undefined) : ready;
}

function arrive({ request, response }: Messages, rules: GatewayRules): Arrival {
  const requestId = requestIdOf(request, rules);
  response.tell("x-modeldocker-request-id", requestId);
  if (request.headers["x-request-id"]) response.tell("x-request-id", requestId);
  const { path, query } = targetOf(request.url ?? "/");
  const gone = new AbortController();
  const seat = rules.underWay.join({ stop: gone, socket: request.socket });
  const closed = new Promise<void>((resolve) =>
    response.once("close", () => {
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
  };
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
function requestIdOf(
  request: IncomingMessage,
  { newId }: GatewayRules,
): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && requestIdPattern.test(given)
    ? given
    : newId();
}

/** A probe that was let in leaves no line: monitors send one each second, and nothing is done for it. */
async function noteRefusal(
  arrival: Arrival,
  ready: GatewayParts | Promise<GatewayParts>,
): Promise<void> {
  if (arrival.notes.error === undefined) return;
  const parts = await partsOf(ready);
  if (parts === undefined) return;
  const { clock, metrics } = parts;
  metrics.began();
  note(arrival, parts, { time: clock.now(), at: clock.monotonic() });
}

/** Health is told whatever goes on behind; everything else waits for it. */
function answerWithoutParts(arrival: Arrival): void {
  const { request, match, rules } = arrival;
  const refusal = refuseAtDoor(request, rules);
  if (refusal) return refuse(arrival, refusal);
  if (
    welcomeOrigin(request, arrival.response, rules.allowedOrigins) !== "go-on"
  )
    return;
  if (match.type === "wrong-method")
    return refuse(arrival, refusals.wrongMethod);
  if (match.type === "unknown" || match.route.access !== "open")
    return refuse(arrival, refusals.stopping);
  match.route.handle({ response: arrival.response, version: rules.version });
}

/** Host and Origin → key → scope → body; the rest is the route's. */
function answer(arrival: Arrival, parts: GatewayParts): void | Promise<void> {
  const { request, response, query, rules } = arrival;
  const atDoor = refuseAtDoor(request, rules);
  if (atDoor) return refuse(arrival, atDoor);
  if (welcomeOrigin(request, response, rules.allowedOrigins) === "answered")
    return;
  const { gatekeeper } = parts;
  return goOnWith(admit(request, query, { rules, gatekeeper }), (admission) =>
    admission.type === "refused"
      ? refuse(arrival, admission.refusal)
      : letIn(arrival, admission.caller, parts),
  );
}

function letIn(
  arrival: Arrival,
  caller: GatewayCaller,
  parts: GatewayParts,
): void | Promise<void> {
  const { request, rules } = arrival;
  if (caller.key) arrival.notes.keyId = caller.key.id;
  const found = routeFor(arrival, caller);
  if (found.type === "refused") return refuse(arrival, found.refusal);
  const entry = { caller, parts, found };
  if (found.route.method !== "POST") return serve(arrival, entry, undefined);
  const limits = { maxBytes: rules.maxBodyBytes, idleMs: rules.bodyIdleMs };
  return goOnWith(
    readBody(request, limits, () => invite(arrival)),
    (body) =>
      body.type === "refused"
        ? refuse(arrival, body.refusal)
        : serve(arrival, entry, body.value),
  );
}

interface Entry {
  readonly caller: GatewayCaller;
  readonly parts: GatewayParts;
  readonly found: Extract<RouteMatch, { type: "route" }>;
}

function serve(
  { request, response, requestId, shape, query, signal, notes, rules }: Arrival,
  { caller, parts, found }: Entry,
  body: unknown,
): void | Promise<void> {
  const { version, responses } = rules;
  if (found.route.access === "open")
    return found.route.handle({ response, version });
  const { gateway, metrics } = parts;
  return found.route.handle({
    request,
    response,
    requestId,
    shape,
    caller,
    gateway,
    params: found.params,
    query,
    body,
    signal,
    notes,
    version,
    responses,
    metrics: metrics.render,
  });
}

/** Tells a client to send its body that waits for this word. */
function invite({ request, response }: Messages): void {
  const { headers, httpVersionMinor } = request;
  const waits = headers.expect !== undefined && httpVersionMinor > 0;
  if (waits) response.writeContinue();
}

type FoundRoute =
  | Extract<RouteMatch, { type: "route" }>
  | { readonly type: "refused"; readonly refusal: Refusal };

function routeFor({ match }: Arrival, { key }: GatewayCaller): FoundRoute {
  if (match.type === "unknown")
    return { type: "refused", refusal: refusals.noRoute };
  if (match.type === "wrong-method")
    return { type: "refused", refusal: refusals.wrongMethod };
  const { access } = match.route;
  const mayEnter =
    key === undefined || access === "open" || key.scopes.includes(access);
  return mayEnter ? match : { type: "refused", refusal: refusals.scope };
}

function note(
  arrival: Arrival,
  { audit, metrics, clock, log }: GatewayParts,
  began: Began,
): void {
  const entry = auditEntry(arrival, began, clock.monotonic());
  metrics.ended(entry);
  const { requestId } = arrival;
  // Nobody waits: all that a request was made of would live as long as its line is on its way.
  audit
    .append(entry)
    .catch((error: unknown) =>
      log.error({ requestId, error }, "The audit could not be written."),
    );
}
