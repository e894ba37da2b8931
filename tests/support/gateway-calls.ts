import type { GatewayRoute } from "#main/hosts/gateway/routes.ts";
import { gatewayRoutes } from "#main/hosts/gateway/routes.ts";
import type { Asked } from "./gateway.ts";

/** What a call of a route shall say; bodies and paths say it in their own way. */
export interface CallWish {
  readonly model: string;
  readonly text: string;
  /** Longest reply, in tokens. */
  readonly maxTokens: number;
}

type BodyOf = (wish: CallWish) => object;

const contents: BodyOf = ({ text, maxTokens }) => ({
  contents: [{ role: "user", parts: [{ text }] }],
  generationConfig: { maxOutputTokens: maxTokens },
});
const messages: BodyOf = ({ model, text, maxTokens }) => ({
  model,
  messages: [{ role: "user", content: text }],
  max_tokens: maxTokens,
});

/** By a route's path, or the end of it: a body that it takes. */
const bodies: Readonly<Record<string, BodyOf>> = {
  "/v1/chat/completions": messages,
  "/v1/completions": ({ model, text, maxTokens }) => ({
    model,
    prompt: text,
    max_tokens: maxTokens,
  }),
  "/v1/responses": ({ model, text, maxTokens }) => ({
    model,
    input: text,
    max_output_tokens: maxTokens,
  }),
  "/v1/messages": messages,
  "/v1/messages/count_tokens": ({ model, text }) => ({
    model,
    messages: [{ role: "user", content: text }],
  }),
  "/v1/embeddings": ({ model, text }) => ({ model, input: text }),
  ":generateContent": contents,
  ":streamGenerateContent": contents,
  ":countTokens": ({ text }) => ({
    contents: [{ role: "user", parts: [{ text }] }],
  }),
  ":batchEmbedContents": ({ text }) => ({
    requests: [{ content: { parts: [{ text }] } }],
  }),
  ":embedContent": ({ text }) => ({ content: { parts: [{ text }] } }),
};

export interface RouteCall extends Required<Pick<Asked, "method">> {
  /** Below the gateway's address, the model filled in. */
  readonly path: string;
  readonly body?: object;
}

/** A call that a route takes. Throws for a POST route that has none here: it would go untested. */
export function callOf(
  { method, path }: Pick<GatewayRoute, "method" | "path">,
  wish: CallWish,
): RouteCall {
  const where = path.replace("{id}", wish.model);
  if (method !== "POST") return { method, path: where };
  const end = /:[a-zA-Z]+$/.exec(path)?.[0] ?? path;
  const bodyOf = bodies[end];
  if (bodyOf === undefined) throw new Error(`No call for POST ${path}.`);
  return { method, path: where, body: bodyOf(wish) };
}

/** What a call of a route is for. */
export type Purpose = "reply" | "vectors" | "count";

export function purposeOf({ path }: Pick<GatewayRoute, "path">): Purpose {
  if (/embed/i.test(path)) return "vectors";
  return /count_?tokens/i.test(path) ? "count" : "reply";
}

/** Routes behind which a model is asked. */
export const modelRoutes = gatewayRoutes.filter(
  ({ method }) => method === "POST",
);
