import type { StoredMessage } from "#shared/chat/conversation.ts";
import type { Comparison } from "#shared/compare/comparison.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { Clock } from "#main/ports/clock.ts";
import type {
  ComparisonStore,
  StoredColumn,
  StoredComparison,
} from "#main/ports/comparison-store.ts";
import type { ConversationStore } from "#main/ports/conversation-store.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { Estimate, EstimateInput } from "../replies/estimate.ts";
import type { ReplyService } from "../replies/replies.ts";

export interface ComparisonDependencies {
  readonly comparisons: ComparisonStore;
  readonly conversations: ConversationStore;
  readonly replies: ReplyService;
  readonly estimate: (input: EstimateInput) => Estimate;
  readonly announcements: Announcements;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** What the parts of the service share. */
export interface ComparisonContext extends ComparisonDependencies {
  /** ISO time. */
  readonly now: () => string;
  /** A stored comparison with what runs in it. */
  readonly view: (stored: StoredComparison) => Comparison;
  /** Announces a change and answers the comparison as it is now. */
  readonly changed: (id: string) => Comparison;
}

export function createComparisonContext(
  dependencies: ComparisonDependencies,
): ComparisonContext {
  const { comparisons, replies, announcements, clock } = dependencies;

  function view(stored: StoredComparison): Comparison {
    const columns = stored.columns.map((column) => ({
      ...column,
      streaming: replies.isStreaming(column.conversationId),
    }));
    const streaming =
      columns.some((column) => column.streaming) ||
      comparisons
        .merges(stored.id)
        .some((merge) => replies.isStreaming(merge.conversationId));
    return { ...stored, tags: [...stored.tags], columns, streaming };
  }

  return {
    ...dependencies,
    now: () => new Date(clock.now()).toISOString(),
    view,
    changed(id) {
      announcements.announce("comparisons");
      return view(comparisons.get(id));
    },
  };
}

/** Throws `not-found` for a column that is not on show. */
export function columnOf(
  comparison: StoredComparison,
  columnId: string,
): StoredColumn {
  const column = comparison.columns.find(({ id }) => id === columnId);
  if (column !== undefined) return column;
  throw new AppError("not-found", {
    message: `There is no column ${columnId} in this comparison.`,
    data: { id: columnId },
  });
}

/** These columns in the order of display; all without a choice. */
export function columnsOf(
  comparison: StoredComparison,
  columnIds: readonly string[] | undefined,
): readonly StoredColumn[] {
  if (columnIds === undefined) return comparison.columns;
  for (const id of columnIds) columnOf(comparison, id);
  return comparison.columns.filter(({ id }) => columnIds.includes(id));
}

/** The branch on show, oldest first. */
export function branchOf(
  { conversations }: ComparisonContext,
  conversationId: string,
): readonly StoredMessage[] {
  const { leafId } = conversations.get(conversationId);
  return leafId === undefined ? [] : conversations.path(leafId);
}

/** Ends every reply of columns and merges; their text stands. */
export function stopAll(
  { comparisons, replies }: ComparisonContext,
  { id, columns }: StoredComparison,
): void {
  for (const { conversationId } of [...columns, ...comparisons.merges(id)])
    replies.stopAll(conversationId);
}
