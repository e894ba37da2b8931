import type { Conversation } from "#shared/chat/conversation.ts";

export type ConversationGroup =
  "pinned" | "today" | "yesterday" | "last-week" | "older";

export type ListRow<Row> =
  | { readonly type: "group"; readonly group: ConversationGroup }
  | { readonly type: "conversation"; readonly conversation: Row };

const dayMs = 86_400_000;

/** Headers and rows in the order of the list: pinned first, then by the day of the last change. */
export function groupConversations<
  Row extends Pick<Conversation, "pinned" | "updatedAt">,
>(conversations: readonly Row[], now: number): readonly ListRow<Row>[] {
  const rows: ListRow<Row>[] = [];
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  let current: ConversationGroup | undefined;
  for (const conversation of conversations) {
    const group = groupOf(conversation, midnight);
    if (group !== current) rows.push({ type: "group", group });
    current = group;
    rows.push({ type: "conversation", conversation });
  }
  return rows;
}

function groupOf(
  conversation: Pick<Conversation, "pinned" | "updatedAt">,
  midnight: number,
): ConversationGroup {
  if (conversation.pinned) return "pinned";
  const time = Date.parse(conversation.updatedAt);
  if (time >= midnight) return "today";
  // A day may have 23 or 25 hours where clocks change.
  if (time >= new Date(midnight - dayMs / 2).setHours(0, 0, 0, 0))
    return "yesterday";
  return time >= midnight - 7 * dayMs ? "last-week" : "older";
}
