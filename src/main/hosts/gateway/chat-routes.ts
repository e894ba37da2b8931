import { dialects } from "#main/dialects/table.ts";
import { isObject, objectOf } from "#main/dialects/json.ts";
import { writeJson } from "./errors.ts";
import type { Exchange } from "./exchange.ts";
import { legacyCompletions } from "./legacy-completions.ts";
import { jsonArray, serverSentEvents } from "./reply-stream.ts";
import { serveChat } from "./serve-chat.ts";
import {
  anthropicForwarding,
  geminiForwarding,
  openAiChatForwarding,
  type ServedDialect,
} from "./served-dialect.ts";

const lastFrame = { data: "[DONE]" };
const openAiChat: ServedDialect = {
  ...dialects["openai-chat"],
  forwarding: openAiChatForwarding,
  lastFrame,
};
const anthropic: ServedDialect = {
  ...dialects["anthropic-messages"],
  forwarding: anthropicForwarding,
};
const gemini: ServedDialect = {
  ...dialects.gemini,
  forwarding: geminiForwarding,
};

export function chatCompletions(exchange: Exchange): Promise<void> {
  return serveChat(exchange, { dialect: openAiChat, idPrefix: "chatcmpl-" });
}

export function completions(exchange: Exchange): Promise<void> {
  return serveChat(exchange, { dialect: legacyCompletions, idPrefix: "cmpl-" });
}

export function messages(exchange: Exchange): Promise<void> {
  return serveChat(exchange, { dialect: anthropic, idPrefix: "msg_" });
}

export function generateContent(exchange: Exchange): Promise<void> {
  const route = { model: exchange.params[0] ?? "", stream: false };
  return serveChat(exchange, { dialect: gemini, route, idPrefix: "" });
}

export function streamGenerateContent(exchange: Exchange): Promise<void> {
  const route = { model: exchange.params[0] ?? "", stream: true };
  const isSse = exchange.query.get("alt") === "sse";
  const format = isSse ? serverSentEvents : jsonArray;
  return serveChat(exchange, { dialect: gemini, route, format, idPrefix: "" });
}

/** Estimated: no upstream is asked. */
export function countMessageTokens(exchange: Exchange): void {
  const { body } = exchange;
  // Here a reply's bound says nothing, and clients leave it out.
  const whole = isObject(body) ? { max_tokens: 1, ...body } : body;
  const { request } = anthropic.parse(whole);
  writeCount(exchange, (tokens) => ({ input_tokens: tokens }), request);
}

export function countContentTokens(exchange: Exchange): void {
  const body = objectOf(exchange.body);
  const route = { model: exchange.params[0] ?? "", stream: false };
  const inner = body?.["generateContentRequest"] ?? exchange.body;
  const { request } = gemini.parse(inner, route);
  writeCount(exchange, (tokens) => ({ totalTokens: tokens }), request);
}

function writeCount(
  exchange: Exchange,
  shaped: (tokens: number) => object,
  request: ReturnType<ServedDialect["parse"]>["request"],
): void {
  const { gateway, caller, response, notes } = exchange;
  notes.askedModel = request.model;
  const tokens = gateway.countTokens(request, caller);
  response.setHeader("x-modeldocker-count", "estimated");
  writeJson(response, 200, shaped(tokens));
}
