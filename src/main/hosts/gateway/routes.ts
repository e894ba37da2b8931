import type { KeyScope } from "#shared/gateway/key.ts";
import {
  chatCompletions,
  completions,
  generateContent,
  messages,
  streamGenerateContent,
} from "./chat-routes.ts";
import { countContentTokens, countMessageTokens } from "./count-routes.ts";
import {
  batchEmbedContents,
  embedContent,
  embeddings,
} from "./embedding-routes.ts";
import type { ErrorShape } from "./write-refusal.ts";
import { writeJson } from "./write-json.ts";
import type { Exchange } from "./exchange.ts";
import {
  forgetResponse,
  listInputItems,
  showResponse,
} from "./kept-responses.ts";
import { listModels, showModel } from "./model-routes.ts";
import { openAiResponses } from "./responses-route.ts";

interface RoutePlace {
  readonly method: "GET" | "POST" | "DELETE";
  /** With `{id}` for a model's id, slashes and colons included. */
  readonly path: string;
  readonly shape: ErrorShape;
}

interface KeyedRoute extends RoutePlace {
  /** What a key must allow. */
  readonly access: KeyScope;
  /** Throws AppError, which becomes the reply. */
  readonly handle: (exchange: Exchange) => void | Promise<void>;
}

/** Answers without a key, and before anything else is up. */
interface OpenRoute extends RoutePlace {
  readonly access: "open";
  readonly handle: (exchange: Pick<Exchange, "response" | "version">) => void;
}

export type GatewayRoute = KeyedRoute | OpenRoute;

function post(
  path: string,
  shape: ErrorShape,
  handle: KeyedRoute["handle"],
): GatewayRoute {
  return { method: "POST", path, access: "chat", shape, handle };
}

function vectors(
  path: string,
  shape: ErrorShape,
  handle: KeyedRoute["handle"],
): GatewayRoute {
  return { method: "POST", path, access: "embeddings", shape, handle };
}

function models(
  path: string,
  shape: ErrorShape,
  handle: KeyedRoute["handle"],
): GatewayRoute {
  return { method: "GET", path, access: "models", shape, handle };
}

/** Of a reply of the Responses API that is still remembered. */
function kept(
  method: "GET" | "DELETE",
  path: `/v1/responses/{id}${string}`,
  handle: KeyedRoute["handle"],
): GatewayRoute {
  return { method, path, access: "chat", shape: "openai", handle };
}

/** Google's routes, under the path of its old and of its new library. */
function google(version: string): readonly GatewayRoute[] {
  const model = `/${version}/models/{id}`;
  return [
    post(`${model}:generateContent`, "google", generateContent),
    post(`${model}:streamGenerateContent`, "google", streamGenerateContent),
    post(`${model}:countTokens`, "google", countContentTokens),
    vectors(`${model}:embedContent`, "google", embedContent),
    vectors(`${model}:batchEmbedContents`, "google", batchEmbedContents),
  ];
}

/** Everything that the gateway answers. */
export const gatewayRoutes: readonly GatewayRoute[] = [
  {
    method: "GET",
    path: "/health",
    access: "open",
    shape: "openai",
    handle: ({ response, version }) =>
      writeJson(response, 200, { status: "ok", version }),
  },
  {
    method: "GET",
    path: "/metrics",
    access: "metrics",
    shape: "openai",
    handle: ({ response, metrics }) =>
      void response
        .begin(200, {
          "content-type": "text/plain; version=0.0.4; charset=utf-8",
          "cache-control": "no-store",
        })
        .end(metrics()),
  },
  post("/v1/chat/completions", "openai", chatCompletions),
  post("/v1/completions", "openai", completions),
  vectors("/v1/embeddings", "openai", embeddings),
  post("/v1/responses", "openai", openAiResponses),
  kept("GET", "/v1/responses/{id}/input_items", listInputItems),
  kept("GET", "/v1/responses/{id}", showResponse),
  kept("DELETE", "/v1/responses/{id}", forgetResponse),
  post("/v1/messages", "anthropic", messages),
  post("/v1/messages/count_tokens", "anthropic", countMessageTokens),
  ...google("v1beta"),
  ...google("v1"),
  models("/v1/models", "openai", listModels),
  models("/v1/models/{id}", "openai", showModel),
  models("/v1beta/models", "google", listModels),
  models("/v1beta/models/{id}", "google", showModel),
];
