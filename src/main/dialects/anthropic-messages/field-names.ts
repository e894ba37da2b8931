import type { FieldNames } from "../own-names.ts";

export const fieldNames: FieldNames = {
  images: "messages",
  max_completion_tokens: "max_tokens",
  stop: "stop_sequences",
  reasoning: "thinking",
  "reasoning.effort": "output_config.effort",
  "reasoning.exclude": "thinking.display",
  "reasoning.max_tokens": "thinking.budget_tokens",
  reasoning_effort: "output_config.effort",
  response_format: "output_config.format",
  parallel_tool_calls: "tool_choice.disable_parallel_tool_use",
};
