import { anthropicMessages } from "./anthropic-messages/dialect.ts";
import type { Dialect, DialectName } from "./dialect.ts";
import { gemini } from "./gemini/dialect.ts";
import { ollama } from "./ollama/dialect.ts";
import { openAiChat } from "./openai-chat/dialect.ts";
import { openAiResponses } from "./openai-responses/dialect.ts";

/** Every wire format by its name. Quirks are each dialect's own; none is the common form. */
export const dialects: {
  readonly [Name in DialectName]: Dialect<object> & { readonly name: Name };
} = {
  "openai-chat": { ...openAiChat, name: "openai-chat" },
  "openai-responses": { ...openAiResponses, name: "openai-responses" },
  "anthropic-messages": { ...anthropicMessages, name: "anthropic-messages" },
  gemini: { ...gemini, name: "gemini" },
  ollama: { ...ollama, name: "ollama" },
};
