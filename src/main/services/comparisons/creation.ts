import type { Conversation, StoredMessage } from "#shared/chat/conversation.ts";
import type { Comparison } from "#shared/compare/comparison.ts";
import type { StoredComparison } from "#main/ports/comparison-store.ts";
import { branchOf, type ComparisonContext } from "./dependencies.ts";
import { emptyColumn, newColumn } from "./new-column.ts";

export interface ComparisonCreation {
  create(input: {
    readonly models: readonly string[];
    readonly fromConversation?: string | undefined;
  }): Comparison;
  duplicate(id: string): Comparison;
}

type NewComparison = Omit<
  StoredComparison,
  "id" | "costNanoUsd" | "createdAt" | "updatedAt"
>;

/** How comparisons come to be. */
export function createComparisonCreation(
  context: ComparisonContext,
): ComparisonCreation {
  const { comparisons, conversations } = context;
  return {
    create({ models, fromConversation }) {
      const chat: Partial<Conversation> =
        fromConversation === undefined
          ? {}
          : conversations.get(fromConversation);
      const { title = "", systemPrompt = "", parameters = {} } = chat;
      const { cacheChoice } = chat;
      const history = chat.id === undefined ? [] : branchOf(context, chat.id);
      const columns = models.map(emptyColumn);
      return insert(
        context,
        {
          ...fresh,
          title,
          systemPrompt,
          parameters,
          ...(cacheChoice === undefined ? {} : { cacheChoice }),
          columns,
        },
        columns.map(() => ({ history, isPrivate: chat.private === true })),
      );
    },
    duplicate(id) {
      const stored = comparisons.get(id);
      const { columns } = stored;
      const base = columns.findIndex((column) => column.id === stored.base);
      const origins = columns.map(({ conversationId }) => ({
        history: branchOf(context, conversationId),
        isPrivate: conversations.get(conversationId).private === true,
      }));
      const copy = insert(context, { ...stored, base: "group" }, origins);
      const copiedBase = copy.columns[base];
      if (copiedBase === undefined) return copy;
      comparisons.update(copy.id, { base: copiedBase.id }, copy.updatedAt);
      return context.view(comparisons.get(copy.id));
    },
  };
}

const fresh = {
  tags: [],
  detail: "sentences",
  base: "group",
  scrollTogether: true,
  blind: false,
} satisfies Partial<StoredComparison>;

/** What a column begins with. */
interface Origin {
  readonly history: readonly StoredMessage[];
  readonly isPrivate: boolean;
}
const nowhere: Origin = { history: [], isPrivate: false };

function insert(
  context: ComparisonContext,
  settings: NewComparison,
  origins: readonly Origin[],
): Comparison {
  const time = context.now();
  const comparison: StoredComparison = {
    ...settings,
    id: context.newId(),
    costNanoUsd: 0,
    createdAt: time,
    updatedAt: time,
  };
  const columns = settings.columns.map((column, place) => {
    const { history, isPrivate } = origins[place] ?? nowhere;
    return newColumn(context, { comparison, column, history, isPrivate });
  });
  context.comparisons.insert(comparison, columns);
  return context.changed(comparison.id);
}
