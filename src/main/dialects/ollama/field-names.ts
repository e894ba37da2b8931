import type { FieldNames } from "../own-names.ts";

export const fieldNames: FieldNames = {
  images: "messages",
  temperature: "options.temperature",
  top_p: "options.top_p",
  top_k: "options.top_k",
  min_p: "options.min_p",
  frequency_penalty: "options.frequency_penalty",
  presence_penalty: "options.presence_penalty",
  repetition_penalty: "options.repeat_penalty",
  max_tokens: "options.num_predict",
  max_completion_tokens: "options.num_predict",
  seed: "options.seed",
  stop: "options.stop",
  reasoning: "think",
  "reasoning.effort": "think",
  reasoning_effort: "think",
  response_format: "format",
};
