import { goOnWith } from "#shared/go-on-with.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { GatewayCaller } from "#main/services/gateway/target-rules.ts";
import {
  arrive,
  type Arrival,
  type GatewayRules,
  type Messages,
} from "./arrival.ts";
import { auditEntry, type Began } from "./audit-entry.ts";
import { refusals, type Refusal } from "./errors.ts";
import { fail, refuse } from "./exchange.ts";
import { admit, refuseAtDoor, welcomeOrigin } from "./front-door.ts";
import type { GatewayParts } from "./gateway-parts.ts";
import type { GatewayResponse } from "./gateway-response.ts";
import type { RouteMatch } from "./match-route.ts";
import { readBody, type ReadBody } from "./read-body.ts";

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
  arrival.underWay.begun = { arrival, began };
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
    return refuse(arrival, wrongMethod(arrival.response, match.allow));
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
  if (found.route.method !== "POST") return serve(arrival, entry);
  const limits = { maxBytes: rules.maxBodyBytes, idleMs: rules.bodyIdleMs };
  return goOnWith(
    readBody(request, limits, () => invite(arrival)),
    (body) =>
      body.type === "refused"
        ? refuse(arrival, body.refusal)
        : serve(arrival, entry, body),
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
  body?: Extract<ReadBody, { type: "json" }>,
): void | Promise<void> {
  const { version, responses, newId } = rules;
  if (found.route.access === "open")
    return found.route.handle({ response, version });
  const { gateway, metrics } = parts;
  return found.route.handle({
    request,
    response,
    requestId,
    newId,
    shape,
    caller,
    gateway,
    params: found.params,
    query,
    body: body?.value,
    bodyText: body?.text,
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

function routeFor(
  { match, response }: Arrival,
  { key }: GatewayCaller,
): FoundRoute {
  if (match.type === "unknown")
    return { type: "refused", refusal: refusals.noRoute };
  if (match.type === "wrong-method")
    return { type: "refused", refusal: wrongMethod(response, match.allow) };
  const { access } = match.route;
  const mayEnter =
    key === undefined || access === "open" || key.scopes.includes(access);
  return mayEnter ? match : { type: "refused", refusal: refusals.scope };
}

function wrongMethod(response: GatewayResponse, allow: string): Refusal {
  response.tell("allow", allow);
  return refusals.wrongMethod;
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
