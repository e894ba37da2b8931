import type { Conversation } from "#shared/chat/conversation.ts";
import type {
  NewColumn,
  StoredComparison,
} from "#main/ports/comparison-store.ts";

const time = "2026-01-01T00:00:00.000Z";

/** A comparison like many, as stored. */
export function aComparison(
  changes: Partial<StoredComparison> = {},
): StoredComparison {
  return {
    id: "comparison-1",
    title: "",
    tags: [],
    columns: [],
    systemPrompt: "",
    parameters: {},
    detail: "sentences",
    base: "group",
    scrollTogether: true,
    blind: false,
    costNanoUsd: 0,
    createdAt: time,
    updatedAt: time,
    ...changes,
  };
}

/** The hidden conversation of a column or merge. */
export function aHiddenConversation(
  id: string,
  comparisonId: string,
): Conversation {
  return {
    id,
    title: "",
    pinned: false,
    model: "a:m",
    systemPrompt: "",
    parameters: {},
    comparisonId,
    costNanoUsd: 0,
    createdAt: time,
    updatedAt: time,
  };
}

export function aColumn(
  id: string,
  comparisonId: string,
  changes: Partial<NewColumn> = {},
): NewColumn {
  const conversationId = `${id}-conversation`;
  return {
    column: { id, conversationId, model: "a:m" },
    conversation: aHiddenConversation(conversationId, comparisonId),
    history: [],
    ...changes,
  };
}
