import type { OpenAiChatQuirks } from "#main/dialects/openai-chat/quirks.ts";

interface KindPreset {
  readonly headers: Readonly<Record<string, string>>;
  readonly quirks: OpenAiChatQuirks;
}

const openRouter: KindPreset = {
  headers: {
    "HTTP-Referer": "app://modeldocker",
    "X-OpenRouter-Title": "ModelDocker",
  },
  quirks: {},
};

/** OpenAI itself: refuses the older names, and reasoning never goes back in this dialect. */
const openAi: KindPreset = {
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
