import type { IncomingMessage } from "node:http";
import type { ErrorShape } from "./write-refusal.ts";
import { gatewayRoutes, type GatewayRoute } from "./routes.ts";

export type RouteMatch =
  | {
      readonly type: "route";
      readonly route: GatewayRoute;
      readonly params: readonly string[];
    }
  | { readonly type: "unknown" }
  /** `allow`: the methods that this path has. */
  | { readonly type: "wrong-method"; readonly allow: string };

/** Routes whose path names nothing, by method and path. */
const plainRoutes: ReadonlyMap<string, RouteMatch> = new Map(
  gatewayRoutes
    .filter(({ path }) => !path.includes("{"))
    .map((route) => [
      `${route.method} ${route.path}`,
      { type: "route", route, params: [] },
    ]),
);

/** Each route's path as an expression; an id takes everything up to what follows it. */
const matchers = gatewayRoutes.map((route) => {
  const escaped = route.path.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&");
  return {
    route,
    expression: new RegExp(`^${escaped.replace("{id}", "(.+)")}$`),
  };
});

export function matchRoute(
  method: string | undefined,
  path: string,
): RouteMatch {
  // HEAD is GET without a body; Node leaves the body out by itself.
  const wanted = method === "HEAD" ? "GET" : method;
  const plain = plainRoutes.get(`${wanted} ${path}`);
  if (plain !== undefined) return plain;
  // `POST …/models/x:nope` asks for a method of Google's that is none, not for a model's page.
  const isCall = wanted === "POST" && /:[a-zA-Z]+$/.test(path);
  const allowed = new Set<string>();
  for (const { route, expression } of matchers) {
    const found = expression.exec(path);
    if (!found) continue;
    const isPage = route.access === "models";
    if (!(isCall && isPage)) allowed.add(route.method);
    if (route.method !== wanted) continue;
    return { type: "route", route, params: found.slice(1).map(decoded) };
  }
  if (allowed.size === 0) return { type: "unknown" };
  if (allowed.has("GET")) allowed.add("HEAD");
  return { type: "wrong-method", allow: [...allowed].join(", ") };
}

/** What a client of this path, and with these headers, can read. */
export function shapeOf(path: string, request: IncomingMessage): ErrorShape {
  const { headers } = request;
  const isList = /^\/v1\/models(\/|$)/.test(path);
  if (path.startsWith("/v1/messages")) return "anthropic";
  if (isList && headers["anthropic-version"] !== undefined) return "anthropic";
  if (isList && headers["x-goog-api-key"] !== undefined) return "google";
  const isGoogle = /^\/v1beta\/|^\/v1\/models\/.+:[a-zA-Z]+$/.test(path);
  // A model's id may end like a method of Google's; it is only read.
  const isRead = request.method === "GET" || request.method === "HEAD";
  return isGoogle && (path.startsWith("/v1beta/") || !isRead)
    ? "google"
    : "openai";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
