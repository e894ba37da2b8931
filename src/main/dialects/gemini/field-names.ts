import type { FieldNames } from "../own-names.ts";

export const fieldNames: FieldNames = {
  messages: "contents",
  images: "contents",
  tool_choice: "toolConfig.functionCallingConfig",
  temperature: "generationConfig.temperature",
  top_p: "generationConfig.topP",
  top_k: "generationConfig.topK",
  frequency_penalty: "generationConfig.frequencyPenalty",
  presence_penalty: "generationConfig.presencePenalty",
  max_tokens: "generationConfig.maxOutputTokens",
  max_completion_tokens: "generationConfig.maxOutputTokens",
  seed: "generationConfig.seed",
  stop: "generationConfig.stopSequences",
  response_format: "generationConfig.responseSchema",
  reasoning: "generationConfig.thinkingConfig",
  "reasoning.effort": "generationConfig.thinkingConfig.thinkingLevel",
  "reasoning.exclude": "generationConfig.thinkingConfig.includeThoughts",
  "reasoning.max_tokens": "generationConfig.thinkingConfig.thinkingBudget",
  reasoning_effort: "generationConfig.thinkingConfig.thinkingLevel",
};
