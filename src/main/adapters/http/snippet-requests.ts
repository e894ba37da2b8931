import type { TryRoute } from "#shared/gateway/gateway-state.ts";
import {
  arrayOf,
  objectOf,
  stringOf,
  type JsonObject,
} from "#main/dialects/json.ts";
import type { GatewayTest } from "#main/ports/gateway-tester.ts";

export interface SnippetRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** Enough for a first sentence, also after some reasoning. */
const maxTokens = 256;

/** The streamed request of a route's snippet, its credential where that route's clients put it. */
export function snippetRequest(test: GatewayTest): SnippetRequest {
  const { route, model, prompt, token } = test;
  const messages = [{ role: "user", content: prompt }];
  const bearer =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  const common = { model, stream: true };
  switch (route) {
    case "chat":
      return {
        path: "/v1/chat/completions",
        headers: bearer,
        body: { ...common, messages, max_tokens: maxTokens },
      };
    case "responses":
      return {
        path: "/v1/responses",
        headers: bearer,
        body: { ...common, input: prompt, max_output_tokens: maxTokens },
      };
    case "messages":
      return {
        path: "/v1/messages",
        headers: { ...bearer, "anthropic-version": "2023-06-01" },
        body: { ...common, messages, max_tokens: maxTokens },
      };
    case "gemini":
      return {
        path: `/v1beta/models/${encodeURIComponent(model)}:streamGenerateContent?alt=sse`,
        headers: token === undefined ? {} : { "x-goog-api-key": token },
        body: {
          contents: [{ role: "user", parts: [{ text: prompt }] }],
          generationConfig: { maxOutputTokens: maxTokens },
        },
      };
  }
}

/** The answer's text in one piece of a route's stream; empty where it brings none. */
export function textOf(route: TryRoute, piece: JsonObject): string {
  switch (route) {
    case "chat":
      return arrayOf(piece["choices"])
        .map((choice) => textIn(objectOf(choice)?.["delta"], "content"))
        .join("");
    case "responses":
      return piece["type"] === "response.output_text.delta"
        ? textIn(piece, "delta")
        : "";
    case "messages":
      return textIn(piece["delta"], "text");
    case "gemini":
      return arrayOf(piece["candidates"])
        .flatMap((candidate) =>
          arrayOf(objectOf(objectOf(candidate)?.["content"])?.["parts"]),
        )
        .map((part) =>
          objectOf(part)?.["thought"] === true ? "" : textIn(part, "text"),
        )
        .join("");
  }
}

function textIn(value: unknown, field: string): string {
  return stringOf(objectOf(value)?.[field]) ?? "";
}
