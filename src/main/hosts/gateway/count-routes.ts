import type { ChatRequest } from "#shared/chat/request.ts";
import { isObject, objectOf } from "#main/dialects/json.ts";
import { dialects } from "#main/dialects/table.ts";
import { withBetas } from "./asked-betas.ts";
import { writeJson } from "./write-json.ts";
import type { Exchange } from "./exchange.ts";
import { writeTarget } from "./target-header.ts";

/** More than any model thinks or answers: what is counted here is the prompt. */
const noBound = 1_000_000;

/** `POST /v1/messages/count_tokens`. */
export function countMessageTokens(exchange: Exchange): Promise<void> {
  const { body } = exchange;
  // Here a reply's bound says nothing, and clients leave it out.
  const whole = isObject(body) ? { max_tokens: noBound, ...body } : body;
  const parsed = dialects["anthropic-messages"].parse(whole);
  const { headers } = exchange.request;
  const { request } = withBetas(parsed, headers["anthropic-beta"]);
  return writeCount(exchange, request, (tokens) => ({ input_tokens: tokens }));
}

/** Google's `:countTokens`. */
export function countContentTokens(exchange: Exchange): Promise<void> {
  const body = objectOf(exchange.body);
  const route = { model: exchange.params[0] ?? "", stream: false };
  const inner = body?.["generateContentRequest"] ?? exchange.body;
  const { request } = dialects.gemini.parse(inner, route);
  return writeCount(exchange, request, (tokens) => ({ totalTokens: tokens }));
}

async function writeCount(
  exchange: Exchange,
  request: ChatRequest,
  shaped: (tokens: number) => object,
): Promise<void> {
  const { gateway, caller, response, notes, signal } = exchange;
  notes.askedModel = request.model;
  const count = await gateway.countTokens(request, caller, signal);
  const { tokens, isExact, target, attempts } = count;
  const servedBy = isExact && { ...target, attempt: attempts.count };
  notes.facts = { attempts, ...(servedBy && { servedBy }) };
  if (servedBy) writeTarget(response, servedBy);
  response.tell("x-modeldocker-count", isExact ? "exact" : "estimated");
  writeJson(response, 200, shaped(tokens));
}
