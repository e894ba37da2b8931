import type { FieldNames } from "../own-names.ts";

export const fieldNames: FieldNames = {
  messages: "input",
  images: "input",
  max_tokens: "max_output_tokens",
  max_completion_tokens: "max_output_tokens",
  reasoning_effort: "reasoning.effort",
  response_format: "text.format",
  verbosity: "text.verbosity",
};
