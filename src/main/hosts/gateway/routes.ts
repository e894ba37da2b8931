import type { IncomingMessage, ServerResponse } from "node:http";
import { writeJson } from "./errors.ts";

/** What a route may use beside request and response. */
export interface GatewayContext {
  readonly version: string;
}

export interface GatewayRoute {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** `open` answers without a key; everything else wants one. */
  readonly access: "open" | "key";
  readonly handle: (
    request: IncomingMessage,
    response: ServerResponse,
    context: GatewayContext,
  ) => void;
}

/** Everything that the gateway answers. */
export const gatewayRoutes: readonly GatewayRoute[] = [
  {
    method: "GET",
    path: "/health",
    access: "open",
    handle: (_request, response, { version }) =>
      writeJson(response, 200, { status: "ok", version }),
  },
];

/** Paths that belong to the API: they are refused without a key whether or not they exist. */
const apiPath = /^\/(v1|v1beta)\/|^\/metrics$/;

export type RouteMatch =
  | { readonly type: "route"; readonly route: GatewayRoute }
  | { readonly type: "wrong-method" }
  | { readonly type: "unknown"; readonly isApi: boolean };

export function matchRoute(
  routes: readonly GatewayRoute[],
  request: IncomingMessage,
): RouteMatch {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const candidates = routes.filter((route) => route.path === path);
  if (candidates.length === 0) {
    return { type: "unknown", isApi: apiPath.test(path) };
  }
  // HEAD is GET without a body; Node leaves the body out by itself.
  const method = request.method === "HEAD" ? "GET" : request.method;
  const route = candidates.find((candidate) => candidate.method === method);
  return route ? { type: "route", route } : { type: "wrong-method" };
}
