import type { RemoteKind } from "#shared/models/instance.ts";

/** A known provider: a row, not code. Its dialect follows from `kind`. */
export interface ProviderRow {
  readonly id: string;
  readonly kind: RemoteKind;
  readonly name: string;
  /** Absent where every installation has its own. */
  readonly baseUrl?: string;
  /** Hosts of other regions that serve the same below the same path. */
  readonly otherHosts?: readonly string[];
  /** How its hosts end, where every customer has an own one. */
  readonly hostSuffixes?: readonly string[];
  /** What follows such a host. */
  readonly path?: string;
  /** Header that the bare key goes in, where it is not the kind's own way. */
  readonly keyHeader?: string;
  /** Takes OpenAI's newer parameter names only, as OpenAI itself does. */
  readonly newerNames?: true;
  /** What it offers, where it has no list of models to ask for. */
  readonly models?: readonly string[];
  readonly needsKey: boolean;
  /** Runs on the user's own machine by default. */
  readonly local: boolean;
  /** How its keys begin, where that tells it apart from the others. */
  readonly keyPrefixes: readonly string[];
}

/** Order is the order on screen. */
export const providerRows: readonly ProviderRow[] = [
  cloud({
    id: "openrouter",
    kind: "openrouter",
    name: "OpenRouter",
    baseUrl: "https://openrouter.ai/api/v1",
    keyPrefixes: ["sk-or-"],
  }),
  cloud({
    id: "openai",
    name: "OpenAI",
    baseUrl: "https://api.openai.com/v1",
    hostSuffixes: [".api.openai.com"],
    path: "/v1",
    newerNames: true,
    keyPrefixes: ["sk-proj-", "sk-svcacct-", "sk-admin-"],
  }),
  cloud({
    id: "anthropic",
    kind: "anthropic",
    name: "Anthropic",
    baseUrl: "https://api.anthropic.com",
    keyPrefixes: ["sk-ant-"],
  }),
  cloud({
    id: "gemini",
    kind: "gemini",
    name: "Google Gemini",
    baseUrl: "https://generativelanguage.googleapis.com",
    keyPrefixes: ["AQ.", "AIza"],
  }),
  cloud({
    id: "groq",
    name: "Groq",
    baseUrl: "https://api.groq.com/openai/v1",
    keyPrefixes: ["gsk_"],
  }),
  cloud({
    id: "together",
    name: "Together AI",
    baseUrl: "https://api.together.ai/v1",
    otherHosts: ["api.together.xyz"],
    keyPrefixes: ["tgp_v1_"],
  }),
  cloud({
    id: "mistral",
    name: "Mistral",
    baseUrl: "https://api.mistral.ai/v1",
    keyPrefixes: [],
  }),
  cloud({
    id: "deepseek",
    name: "DeepSeek",
    baseUrl: "https://api.deepseek.com",
    keyPrefixes: [],
  }),
  cloud({
    id: "xai",
    name: "xAI",
    baseUrl: "https://api.x.ai/v1",
    keyPrefixes: ["xai-"],
  }),
  cloud({
    id: "fireworks",
    name: "Fireworks AI",
    baseUrl: "https://api.fireworks.ai/inference/v1",
    keyPrefixes: ["fw_"],
  }),
  cloud({
    id: "cerebras",
    name: "Cerebras",
    baseUrl: "https://api.cerebras.ai/v1",
    keyPrefixes: ["csk-"],
  }),
  cloud({
    id: "perplexity",
    name: "Perplexity",
    baseUrl: "https://api.perplexity.ai",
    models: [
      "sonar",
      "sonar-pro",
      "sonar-reasoning-pro",
      "sonar-deep-research",
    ],
    keyPrefixes: ["pplx-"],
  }),
  cloud({
    id: "nvidia",
    name: "NVIDIA",
    baseUrl: "https://integrate.api.nvidia.com/v1",
    keyPrefixes: ["nvapi-"],
  }),
  cloud({
    id: "huggingface",
    name: "Hugging Face",
    baseUrl: "https://router.huggingface.co/v1",
    hostSuffixes: [".endpoints.huggingface.cloud"],
    path: "/v1",
    keyPrefixes: ["hf_"],
  }),
  cloud({
    id: "dashscope",
    name: "Alibaba DashScope",
    baseUrl: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
    otherHosts: [
      "dashscope.aliyuncs.com",
      "dashscope-us.aliyuncs.com",
      "cn-hongkong.dashscope.aliyuncs.com",
    ],
    hostSuffixes: [".maas.aliyuncs.com"],
    path: "/compatible-mode/v1",
    keyPrefixes: [],
  }),
  cloud({
    id: "moonshot",
    name: "Moonshot AI",
    baseUrl: "https://api.moonshot.ai/v1",
    otherHosts: ["api.moonshot.cn"],
    keyPrefixes: [],
  }),
  cloud({
    id: "siliconflow",
    name: "SiliconFlow",
    baseUrl: "https://api.siliconflow.com/v1",
    otherHosts: ["api.siliconflow.cn"],
    keyPrefixes: [],
  }),
  cloud({
    id: "azure",
    name: "Azure OpenAI",
    hostSuffixes: [
      ".openai.azure.com",
      ".services.ai.azure.com",
      ".cognitiveservices.azure.com",
    ],
    path: "/openai/v1",
    keyHeader: "api-key",
    newerNames: true,
    keyPrefixes: [],
  }),
  here("lmstudio", "LM Studio", "http://127.0.0.1:1234/v1"),
  {
    ...here("ollama", "Ollama", "http://127.0.0.1:11434"),
    kind: "ollama",
  },
  here("vllm", "vLLM", "http://127.0.0.1:8000/v1"),
  here("llama-server", "llama-server", "http://127.0.0.1:8080/v1"),
  here("tgi", "Text Generation Inference", "http://127.0.0.1:3000/v1"),
  {
    id: "custom",
    kind: "openai",
    name: "OpenAI-compatible endpoint",
    needsKey: false,
    local: false,
    keyPrefixes: [],
  },
];

function cloud(
  row: Omit<ProviderRow, "kind" | "needsKey" | "local"> &
    Partial<Pick<ProviderRow, "kind">>,
): ProviderRow {
  return { kind: "openai", ...row, needsKey: true, local: false };
}

function here(id: string, name: string, baseUrl: string): ProviderRow {
  const kind = "openai";
  return {
    id,
    kind,
    name,
    baseUrl,
    needsKey: false,
    local: true,
    keyPrefixes: [],
  };
}
