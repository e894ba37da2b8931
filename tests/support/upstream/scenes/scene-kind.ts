/** Kinds of upstream that are reached over HTTP, as the config names them. */
export const sceneKinds = [
  "openai",
  "openrouter",
  "anthropic",
  "gemini",
  "ollama",
] as const;
export type SceneKind = (typeof sceneKinds)[number];
