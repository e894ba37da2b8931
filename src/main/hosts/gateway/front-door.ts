import type { IncomingMessage } from "node:http";
import { goOnWith } from "#shared/go-on-with.ts";
import type { GatewayResponse } from "./gateway-response.ts";
import type { Gatekeeper } from "#main/services/access/gatekeeper.ts";
import type { GatewayCaller } from "#main/services/gateway/target-rules.ts";
import { isForeignOrigin, isOwnHost } from "../loopback/request-checks.ts";
import { readCredential } from "./credentials.ts";
import { refusals, type Refusal } from "./errors.ts";

export interface DoorRules {
  readonly port: number;
  readonly requireKey: boolean;
  /** Clients of other machines are let in. */
  readonly allowLan: boolean;
  /** `Host` values beside our own loopback names; one without a port stands for itself and for our port. */
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

/** Node takes what follows for none, a key or a length among them. */
export const mostHeaders = 200;

/** Why a request is refused before anybody asks who sends it. */
export function refuseAtDoor(
  request: IncomingMessage,
  rules: DoorRules,
): Refusal | undefined {
  const { port, allowedOrigins } = rules;
  const { headers, socket } = request;
  if (request.rawHeaders.length > 2 * mostHeaders)
    return refusals.tooManyHeaders;
  if (headers.host === undefined) return refusals.noHost;
  if (hasTwoHosts(request.rawHeaders)) return refusals.twoHosts;
  if (!isOwnHost(headers.host, port) && !isAllowedHost(request, rules))
    return refusals.wrongHost;
  if (isForeignOrigin(headers, allowedOrigins)) return refusals.foreignOrigin;
  const isOutside = !rules.allowLan && !isLoopback(socket.remoteAddress);
  if (isOutside) return refusals.noKey;
  return canBeMet(headers.expect) ? undefined : refusals.expectation;
}

/** Node keeps the first and drops the rest, while a proxy before us may have gone by another. */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    // Few names are as long: the others cost no text of their own.
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts > 1;
}

function canBeMet(expectation: string | undefined): boolean {
  return expectation === undefined || /^100-continue$/i.test(expectation);
}

function isAllowedHost(
  { headers, socket }: IncomingMessage,
  { port, allowedHosts }: DoorRules,
): boolean {
  const asked = headers.host?.toLowerCase();
  if (asked === undefined) return false;
  // An address is no name that could be rebound.
  const isAddress = asked === `${addressIn(socket.localAddress)}:${port}`;
  const isNamed = (host: string) =>
    asked === host || asked === `${host}:${port}`;
  return isAddress || allowedHosts.some((host) => isNamed(host.toLowerCase()));
}

/** Lets a page of an allowed origin read the reply; answers its preflight. */
export function welcomeOrigin(
  request: IncomingMessage,
  response: GatewayResponse,
  allowedOrigins: readonly string[],
): "answered" | "go-on" {
  const { origin } = request.headers;
  if (origin === undefined || !allowedOrigins.includes(origin)) return "go-on";
  response.tell("access-control-allow-origin", origin);
  response.tell("access-control-expose-headers", "*, retry-after");
  response.tell("vary", "origin");
  if (request.method !== "OPTIONS") return "go-on";
  const asked = request.headers["access-control-request-headers"];
  response
    .begin(204, {
      "access-control-allow-methods": "GET, POST, DELETE",
      "access-control-allow-headers": asked ?? "authorization, content-type",
      "access-control-max-age": "600",
    })
    .end();
  return "answered";
}

export type Admission =
  | { readonly type: "admitted"; readonly caller: GatewayCaller }
  | { readonly type: "refused"; readonly refusal: Refusal };

/** Who sends a request. Without a key only this machine may, and only where none is required. */
export function admit(
  request: IncomingMessage,
  query: URLSearchParams,
  by: { readonly rules: DoorRules; readonly gatekeeper: Gatekeeper },
): Admission | Promise<Admission> {
  const { requireKey } = by.rules;
  const credential = readCredential(request, query);
  const onLan = !isLoopback(request.socket.remoteAddress);
  if (credential.type === "conflict") return refused(refusals.twoKeys);
  const mayPass = !requireKey && !onLan;
  if (credential.type === "none")
    return mayPass
      ? { type: "admitted", caller: { onLan } }
      : refused(refusals.noKey);
  return goOnWith(by.gatekeeper.identify(credential.token), (check) => {
    if (check.type === "key")
      return { type: "admitted", caller: { key: check.key, onLan } };
    if (check.type === "expired") return refused(refusals.expiredKey);
    if (check.type === "revoked") return refused(refusals.revokedKey);
    if (check.type === "busy") return refused(refusals.busyDoor);
    // SDKs insist on some key; where none is required, any will do.
    return mayPass
      ? { type: "admitted", caller: { onLan } }
      : refused(refusals.noKey);
  });
}

function isLoopback(address: string | undefined): boolean {
  const plain = address?.replace(/^::ffff:/, "");
  return plain === "::1" || plain?.startsWith("127.") === true;
}

function addressIn(address: string | undefined): string {
  const plain = address?.replace(/^::ffff:/, "") ?? "";
  return plain.includes(":") ? `[${plain}]` : plain;
}

function refused(refusal: Refusal): Admission {
  return { type: "refused", refusal };
}
