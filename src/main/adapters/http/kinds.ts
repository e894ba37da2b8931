import type { DialectName } from "#main/dialects/dialect.ts";
import type { OpenAiChatQuirks } from "#main/dialects/openai-chat/quirks.ts";

interface KindPreset {
  readonly dialect: DialectName;
  readonly headers: Readonly<Record<string, string>>;
  readonly quirks: OpenAiChatQuirks;
}

const openRouter: KindPreset = {
  dialect: "openai-chat",
  headers: {
    "HTTP-Referer": "app://modeldocker",
    "X-OpenRouter-Title": "ModelDocker",
  },
  quirks: {},
};

/** OpenAI itself: refuses the older names, and reasoning never goes back in this dialect. */
const openAi: KindPreset = {
  dialect: "openai-chat",
  headers: {},
  quirks: {
    maxTokensField: "max_completion_tokens",
    reasoningStyle: "effort",
    reasoningBack: "none",
    noCacheControl: true,
  },
};

/** The many servers that imitate OpenAI keep to the older names. */
const compatible: KindPreset = {
  dialect: "openai-chat",
  headers: {},
  quirks: { reasoningStyle: "effort", reasoningBack: "reasoning_content" },
};

export function presetOfKind(
  kind: "openrouter" | "openai",
  baseUrl: string,
): KindPreset {
  if (kind === "openrouter") return openRouter;
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : "";
  return host.endsWith("openai.com") ? openAi : compatible;
}
