import type { InstanceKind } from "#shared/models/instance.ts";

/** Where a kind is reached when nobody says otherwise. Ollama's is this computer. */
const addresses: Partial<Record<InstanceKind, string>> = {
  openrouter: "https://openrouter.ai/api/v1",
  anthropic: "https://api.anthropic.com",
  gemini: "https://generativelanguage.googleapis.com",
  ollama: "http://127.0.0.1:11434",
};

export function defaultAddress(kind: InstanceKind): string | undefined {
  return addresses[kind];
}
