import { dialects } from "#main/dialects/table.ts";
import { withBetas } from "./asked-betas.ts";
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

const openAiChat: ServedDialect = {
  ...dialects["openai-chat"],
  forwarding: openAiChatForwarding,
  lastFrame: { data: "[DONE]" },
};
const anthropic: ServedDialect = {
  ...dialects["anthropic-messages"],
  forwarding: anthropicForwarding,
  lastFrame: { event: "message_stop", data: '{"type":"message_stop"}' },
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
  const beta = exchange.request.headers["anthropic-beta"];
  const dialect: ServedDialect = {
    ...anthropic,
    parse: (body) => withBetas(anthropic.parse(body), beta),
  };
  return serveChat(exchange, { dialect, idPrefix: "msg_" });
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
