import type { StoredMessage } from "#shared/chat/conversation.ts";

let count = 0;

/** A stored message like many. */
export function aMessage(changes: Partial<StoredMessage> = {}): StoredMessage {
  count += 1;
  return {
    id: `message-${count}`,
    conversationId: "conversation-1",
    role: "user",
    parts: [{ type: "text", text: "Hello" }],
    status: "complete",
    createdAt: "2026-01-01T00:00:00.000Z",
    ...changes,
  };
}
