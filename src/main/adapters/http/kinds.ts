import { anthropicCounting } from "#main/dialects/anthropic-messages/count.ts";
import type { AnthropicQuirks } from "#main/dialects/anthropic-messages/quirks.ts";
import type { CountingDialect } from "#main/dialects/counting.ts";
import type { EmbeddingDialect } from "#main/dialects/embedding.ts";
import { geminiCounting } from "#main/dialects/gemini/count.ts";
import { geminiEmbedding } from "#main/dialects/gemini/embed.ts";
import type { GeminiQuirks } from "#main/dialects/gemini/quirks.ts";
import { ollamaEmbedding } from "#main/dialects/ollama/embed.ts";
import { openAiEmbedding } from "#main/dialects/openai-chat/embed.ts";
import type { OpenAiChatQuirks } from "#main/dialects/openai-chat/quirks.ts";
import { providerAt } from "#main/domain/catalog/provider-at.ts";
import type { SideTongue } from "#shared/models/instance-settings.ts";
import type { RemoteKind } from "#shared/models/instance.ts";
import {
  listAnthropic,
  listDeployment,
  listGemini,
  listOllama,
  listOpenAi,
  listOpenRouter,
  listOr,
  type ListModels,
} from "./model-lists.ts";
import { messagesHeaders } from "./side-dialects.ts";
import type { UpstreamManners } from "./upstream-client.ts";

/** Everything by which one kind of upstream differs from another. */
export interface KindRow extends UpstreamManners {
  readonly list: ListModels;
  readonly embedding?: EmbeddingDialect;
  readonly counting?: CountingDialect;
  readonly quirks: (model: string) => object;
  /** What it is known to speak as well. */
  readonly speaks?: readonly SideTongue[];
  /** What it may speak as well: that is found out. */
  readonly maySpeak?: readonly SideTongue[];
  /** Whoever has Anthropic's messages there counts in them. */
  readonly countsInMessages?: true;
  /** What alone reaches a model. */
  readonly onlyIn?: (model: string) => SideTongue | undefined;
  /** It keeps its reasoning to itself where it is told to. */
  readonly hidesReasoning?: boolean;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

const openRouter: KindRow = {
  dialect: "openai-chat",
  headers: {
    "HTTP-Referer": "app://modeldocker",
    "X-OpenRouter-Title": "ModelDocker",
  },
  keyHeaders: bearer,
  list: listOpenRouter,
  embedding: openAiEmbedding,
  quirks: (): OpenAiChatQuirks => ({ takesVerbosity: true }),
  hidesReasoning: true,
};

const openRouterItself: KindRow = {
  ...openRouter,
  speaks: ["messages", "responses"],
};

/** OpenAI's models that think, however whoever passes calls on to them calls them. */
const thinksAtOpenAi =
  /(?:^|[/:])(?:o[1-9]\d?|gpt-?(?:[5-9]|[12]\d))(?![a-z0-9])/i;

/** The many servers that imitate OpenAI keep to the older names, but pass on what only OpenAI's newer models take. */
const compatible: KindRow = {
  dialect: "openai-chat",
  headers: {},
  keyHeaders: bearer,
  list: listOpenAi,
  embedding: openAiEmbedding,
  quirks: (model): OpenAiChatQuirks => ({
    ...(thinksAtOpenAi.test(model) && {
      maxTokensField: "max_completion_tokens",
    }),
    reasoningStyle: "effort",
    efforts: ["none", "low", "medium", "high"],
    reasoningBack: "reasoning_content",
    noResultImages: true,
  }),
  // Their Responses, where they have some, tell less than their chat: frames without places, cuts as ends.
  maySpeak: ["messages"],
  countsInMessages: true,
};

/** OpenAI serves some of its models in its Responses alone. */
const responsesAlone =
  /^(?:gpt-\d[\d.]*-(?:codex|pro)|codex-|o\d-pro|computer-use)|-deep-research\b/;

/** OpenAI itself and who keeps to it: refuses the older names, and reasoning never goes back in this dialect. */
const openAi: KindRow = {
  ...compatible,
  quirks: (model): OpenAiChatQuirks => {
    const isOlder = /^(?:ft:)?(?:gpt-[34]|chatgpt-4)/.test(model);
    return {
      maxTokensField: "max_completion_tokens",
      reasoningStyle: "effort",
      efforts: ["none", "minimal", "low", "medium", "high", "xhigh"],
      neverReasons: isOlder,
      takesVerbosity: !isOlder,
      reasoningBack: "none",
      noResultImages: true,
      noCacheControl: true,
    };
  },
  speaks: ["responses"],
  maySpeak: [],
  onlyIn: (model) => (responsesAlone.test(model) ? "responses" : undefined),
};

const anthropic: KindRow = {
  dialect: "anthropic-messages",
  ownVersion: /\/v1$/,
  headers: messagesHeaders,
  keyHeaders: (key) => ({ "x-api-key": key }),
  list: listAnthropic,
  counting: anthropicCounting,
  quirks: (model): AnthropicQuirks => ({
    ...(/claude-(?:3|(?:opus|sonnet|haiku)-4-[015](?:-|$)|(?:opus|sonnet)-4-20)/.test(
      model,
    )
      ? { thinkingStyle: "budget" }
      : {}),
    ...(/claude-3-(?:opus|sonnet|haiku)/.test(model)
      ? { defaultMaxTokens: 4096 }
      : {}),
  }),
};

const gemini: KindRow = {
  dialect: "gemini",
  ownVersion: /\/v1(?:beta)?$/,
  headers: {},
  keyHeaders: (key) => ({ "x-goog-api-key": key }),
  list: listGemini,
  embedding: geminiEmbedding,
  counting: geminiCounting,
  quirks: (model): GeminiQuirks =>
    /gemini-[12]\b/.test(model) ? { thinkingStyle: "budget" } : {},
  hidesReasoning: true,
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
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (kind === "openai") return rowOfAddress(url);
  if (kind === "openrouter" && url?.hostname === "openrouter.ai")
    return openRouterItself;
  return { openrouter: openRouter, anthropic, gemini, ollama }[kind];
}

/** What is known of the provider at an address, laid over what all of them have in common. */
function rowOfAddress(url: URL | undefined): KindRow {
  const provider = url && providerAt(url);
  const { keyHeader, newerNames, models } = provider ?? {};
  return {
    ...(newerNames ? openAi : compatible),
    ...(keyHeader === undefined
      ? {}
      : { keyHeaders: (key: string) => ({ [keyHeader]: key }) }),
    ...(models === undefined ? {} : { list: listOr(models) }),
    ...(url && /\/deployments\/[^/]+\/?$/.test(url.pathname)
      ? { list: listDeployment, speaks: [] }
      : {}),
  };
}
