import type { Conversation, StoredMessage } from "#shared/chat/conversation.ts";
import { copyHistory } from "#main/domain/comparisons/copy-history.ts";
import type {
  NewColumn,
  StoredColumn,
  StoredComparison,
} from "#main/ports/comparison-store.ts";
import type { ComparisonContext } from "./dependencies.ts";

/** A column before it has ids. */
export function emptyColumn(model: string): StoredColumn {
  return { id: "", conversationId: "", model };
}

/** A column with new ids and a hidden conversation that begins with this history. */
export function newColumn(
  { newId, now }: ComparisonContext,
  input: {
    readonly comparison: StoredComparison;
    readonly column: StoredColumn;
    readonly history: readonly StoredMessage[];
    /** Whether the history comes from where only this computer may be asked. */
    readonly isPrivate: boolean;
  },
): NewColumn {
  const { comparison, column, isPrivate } = input;
  const conversationId = newId();
  const history = copyHistory(input.history, conversationId, newId);
  const leafId = history.at(-1)?.id;
  const time = now();
  return {
    column: { ...column, id: newId(), conversationId },
    history,
    conversation: {
      id: conversationId,
      comparisonId: comparison.id,
      title: comparison.title,
      pinned: false,
      private: isPrivate,
      model: column.model,
      ...effectiveSettings(comparison, column),
      ...(leafId === undefined ? {} : { leafId }),
      costNanoUsd: 0,
      createdAt: time,
      updatedAt: time,
    },
  };
}

/** A column's own settings, else the shared ones. */
export function effectiveSettings(
  comparison: StoredComparison,
  column: StoredColumn,
): Pick<Conversation, "systemPrompt" | "parameters" | "cacheChoice"> {
  const { cacheChoice } = comparison;
  return {
    systemPrompt: column.systemPrompt ?? comparison.systemPrompt,
    parameters: column.parameters ?? comparison.parameters,
    ...(cacheChoice === undefined ? {} : { cacheChoice }),
  };
}

/** Gives every column's conversation what holds for it now. */
export function applySettings(
  { comparisons, conversations }: ComparisonContext,
  id: string,
): void {
  const comparison = comparisons.get(id);
  for (const column of comparison.columns) {
    const { updatedAt } = conversations.get(column.conversationId);
    const patch = {
      ...effectiveSettings(comparison, column),
      model: column.model,
    };
    conversations.update(column.conversationId, patch, updatedAt);
  }
}
