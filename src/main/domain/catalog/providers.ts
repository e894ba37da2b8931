/** A known provider: a row, not code. Its dialect follows from `kind`. */
export interface ProviderRow {
  readonly id: string;
  readonly kind: "openrouter" | "openai";
  readonly name: string;
  /** Absent where every installation has its own. */
  readonly baseUrl?: string;
  readonly needsKey: boolean;
  /** Runs on the user's own machine by default. */
  readonly local: boolean;
  /** How its keys begin, where that tells it apart from the others. */
  readonly keyPrefixes: readonly string[];
}

/** Order is the order on screen. */
export const providerRows: readonly ProviderRow[] = [
  row("openrouter", "OpenRouter", "https://openrouter.ai/api/v1", "sk-or-"),
  row(
    "openai",
    "OpenAI",
    "https://api.openai.com/v1",
    "sk-proj-",
    "sk-svcacct-",
  ),
  row("groq", "Groq", "https://api.groq.com/openai/v1", "gsk_"),
  row("together", "Together AI", "https://api.together.xyz/v1", "tgp_v1_"),
  row("mistral", "Mistral", "https://api.mistral.ai/v1"),
  row("deepseek", "DeepSeek", "https://api.deepseek.com/v1"),
  row("xai", "xAI", "https://api.x.ai/v1", "xai-"),
  row(
    "fireworks",
    "Fireworks AI",
    "https://api.fireworks.ai/inference/v1",
    "fw_",
  ),
  row("cerebras", "Cerebras", "https://api.cerebras.ai/v1", "csk-"),
  row("perplexity", "Perplexity", "https://api.perplexity.ai", "pplx-"),
  row("nvidia", "NVIDIA", "https://integrate.api.nvidia.com/v1", "nvapi-"),
  row("huggingface", "Hugging Face", "https://router.huggingface.co/v1", "hf_"),
  row(
    "dashscope",
    "Alibaba DashScope",
    "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
  ),
  here("lmstudio", "LM Studio", "http://127.0.0.1:1234/v1"),
  here("ollama", "Ollama", "http://127.0.0.1:11434/v1"),
  here("vllm", "vLLM", "http://127.0.0.1:8000/v1"),
  here("llama-server", "llama-server", "http://127.0.0.1:8080/v1"),
  {
    id: "custom",
    kind: "openai",
    name: "OpenAI-compatible endpoint",
    needsKey: false,
    local: false,
    keyPrefixes: [],
  },
];

function row(
  id: string,
  name: string,
  baseUrl: string,
  ...keyPrefixes: readonly string[]
): ProviderRow {
  const kind = id === "openrouter" ? "openrouter" : "openai";
  return { id, kind, name, baseUrl, needsKey: true, local: false, keyPrefixes };
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
