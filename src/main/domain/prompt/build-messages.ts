import type { StoredMessage } from "#shared/chat/conversation.ts";
import type { Message, Part } from "#shared/chat/message.ts";

export interface PromptSource {
  readonly systemPrompt: string;
  /** Root to the message that is answered, oldest first. */
  readonly path: readonly StoredMessage[];
  /** Asked model of the reply to come. */
  readonly model: string;
}

/**
 * The prompt of a reply: system prompt, then the branch. Replies without text are left out and
 * neighbours of one role become one turn, as several upstreams and templates demand alternation.
 */
export function buildMessages(source: PromptSource): Message[] {
  const messages: Message[] = [];
  if (source.systemPrompt.trim() !== "")
    messages.push({
      role: "system",
      parts: [{ type: "text", text: source.systemPrompt }],
    });
  for (const stored of source.path) {
    const parts = promptParts(stored, source.model);
    if (parts.length === 0) continue;
    const last = messages.at(-1);
    if (last?.role === stored.role) last.parts.push(...parts);
    else messages.push({ role: stored.role, parts });
  }
  return messages;
}

function promptParts(stored: StoredMessage, model: string): Part[] {
  const parts = stored.parts.filter((part) => {
    if (part.type === "text") return part.text !== "";
    // Reasoning is signed for the model that wrote it; another one would refuse it.
    if (part.type === "reasoning") return stored.model === model;
    // A call that nobody answered is refused by every upstream.
    return part.type !== "tool-call";
  });
  const hasContent = parts.some((part) => part.type !== "reasoning");
  return hasContent ? parts : [];
}
