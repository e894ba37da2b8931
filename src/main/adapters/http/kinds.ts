import type { AnthropicQuirks } from "#main/dialects/anthropic-messages/quirks.ts";
import type { EmbeddingDialect } from "#main/dialects/embedding.ts";
import { geminiEmbedding } from "#main/dialects/gemini/embed.ts";
import type { GeminiQuirks } from "#main/dialects/gemini/quirks.ts";
import { ollamaEmbedding } from "#main/dialects/ollama/embed.ts";
import { openAiEmbedding } from "#main/dialects/openai-chat/embed.ts";
import type { OpenAiChatQuirks } from "#main/dialects/openai-chat/quirks.ts";
import type { RemoteKind } from "#shared/models/instance.ts";
import {
  listAnthropic,
  listAzureDeployment,
  listGemini,
  listOllama,
  listOpenAi,
  listOpenRouter,
  type ListModels,
} from "./model-lists.ts";
import type { UpstreamManners } from "./upstream-client.ts";

/** Everything by which one kind of upstream differs from another. */
export interface KindRow extends UpstreamManners {
  readonly list: ListModels;
  readonly embedding?: EmbeddingDialect;
  readonly quirks: (model: string) => object;
  /** Whether to find out if it speaks Anthropic's messages as well. */
  readonly mayHaveMessages?: boolean;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** What everybody who speaks Anthropic's messages wants to be told. */
export const messagesHeaders = { "anthropic-version": "2023-06-01" } as const;

const openRouter: KindRow = {
  dialect: "openai-chat",
  headers: {
    "HTTP-Referer": "app://modeldocker",
    "X-OpenRouter-Title": "ModelDocker",
  },
  keyHeaders: bearer,
  list: listOpenRouter,
  embedding: openAiEmbedding,
  quirks: () => ({}),
};

/** The many servers that imitate OpenAI keep to the older names. */
const compatible: KindRow = {
  dialect: "openai-chat",
  headers: {},
  keyHeaders: bearer,
  list: listOpenAi,
  embedding: openAiEmbedding,
  quirks: (): OpenAiChatQuirks => ({
    reasoningStyle: "effort",
    reasoningBack: "reasoning_content",
  }),
  mayHaveMessages: true,
};

/** OpenAI itself: refuses the older names, and reasoning never goes back in this dialect. */
const openAi: KindRow = {
  ...compatible,
  quirks: (): OpenAiChatQuirks => ({
    maxTokensField: "max_completion_tokens",
    reasoningStyle: "effort",
    reasoningBack: "none",
    noCacheControl: true,
  }),
  mayHaveMessages: false,
};

const azure: KindRow = {
  ...openAi,
  keyHeaders: (key) => ({ "api-key": key }),
};

const anthropic: KindRow = {
  dialect: "anthropic-messages",
  ownVersion: /\/v1$/,
  headers: messagesHeaders,
  keyHeaders: (key) => ({ "x-api-key": key }),
  list: listAnthropic,
  quirks: (model): AnthropicQuirks =>
    /claude-(?:3|(?:opus|sonnet|haiku)-4-[015](?:-|$)|(?:opus|sonnet)-4-20)/.test(
      model,
    )
      ? {
          thinkingStyle: "budget",
          ...(/claude-3-(?:opus|sonnet|haiku)/.test(model)
            ? { defaultMaxTokens: 4096 }
            : {}),
        }
      : {},
};

const gemini: KindRow = {
  dialect: "gemini",
  ownVersion: /\/v1(?:beta)?$/,
  headers: {},
  keyHeaders: (key) => ({ "x-goog-api-key": key }),
  list: listGemini,
  embedding: geminiEmbedding,
  quirks: (model): GeminiQuirks =>
    /gemini-[12]\b/.test(model) ? { thinkingStyle: "budget" } : {},
};

const ollama: KindRow = {
  dialect: "ollama",
  ownVersion: /\/(?:v1|api)$/,
  headers: {},
  keyHeaders: bearer,
  list: listOllama,
  embedding: ollamaEmbedding,
  quirks: () => ({}),
};

export function rowOfKind(kind: RemoteKind, baseUrl: string): KindRow {
  const rows = { openrouter: openRouter, anthropic, gemini, ollama };
  if (kind !== "openai") return rows[kind];
  const { hostname, pathname } = URL.canParse(baseUrl)
    ? new URL(baseUrl)
    : { hostname: "", pathname: "" };
  if (/\.(?:openai|cognitiveservices)\.azure\.com$/.test(hostname))
    return /\/deployments\/[^/]+\/?$/.test(pathname)
      ? { ...azure, list: listAzureDeployment }
      : azure;
  return hostname.endsWith("openai.com") ? openAi : compatible;
}
