import type { StoredMessage } from "#shared/chat/conversation.ts";

/** The plain text of a message, its parts joined. */
export function textOf(message: Pick<StoredMessage, "parts">): string {
  return message.parts
    .map((part) => (part.type === "text" ? part.text : ""))
    .join("");
}
