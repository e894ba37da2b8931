import type { StoredMessage } from "#shared/chat/conversation.ts";
import type { ServedBy } from "#shared/chat/stream-event.ts";

/**
 * A branch as the beginning of another conversation. What it cost and saved stays with the original, and
 * a reply that still runs there is cut off here.
 */
export function copyHistory(
  path: readonly StoredMessage[],
  conversationId: string,
  newId: () => string,
): StoredMessage[] {
  let parentId: string | undefined;
  return path.map((message) => {
    const { parentId: _, usage, status, servedBy, ...kept } = message;
    const copy: StoredMessage = {
      ...kept,
      id: newId(),
      conversationId,
      status: status === "streaming" ? "interrupted" : status,
      ...(parentId === undefined ? {} : { parentId }),
      ...(servedBy === undefined ? {} : { servedBy: withoutSaving(servedBy) }),
      ...(usage === undefined ? {} : { usage: withoutCost(usage) }),
    };
    parentId = copy.id;
    return copy;
  });
}

function withoutCost(usage: NonNullable<StoredMessage["usage"]>) {
  const { costNanoUsd: _, costSource: __, ...counts } = usage;
  return counts;
}

function withoutSaving({ cached, ...servedBy }: ServedBy): ServedBy {
  if (cached === undefined) return servedBy;
  const { savedNanoUsd: _, ...mark } = cached;
  return { ...servedBy, cached: mark };
}
