import type { StoredMessage } from "#shared/chat/conversation.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import { mostColumns, type Comparison } from "#shared/compare/comparison.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type {
  StoredColumn,
  StoredComparison,
} from "#main/ports/comparison-store.ts";
import { columnOf, type ComparisonContext } from "./dependencies.ts";
import { applySettings, emptyColumn, newColumn } from "./rows.ts";

interface InColumn {
  readonly id: string;
  readonly columnId: string;
}

export interface ComparisonColumns {
  addColumn(input: {
    readonly id: string;
    readonly model: string;
    readonly likeColumn?: string | undefined;
    readonly history: boolean;
  }): Comparison;
  updateColumn(
    input: InColumn & {
      readonly systemPrompt?: string | null | undefined;
      readonly parameters?: Parameters | null | undefined;
    },
  ): Comparison;
  replaceModel(
    input: InColumn & { readonly model: string; readonly answerAgain: boolean },
  ): Comparison;
  removeColumn(input: InColumn): Comparison;
  restoreColumn(input: InColumn): Comparison;
  orderColumns(id: string, columnIds: readonly string[]): Comparison;
}

/** Columns come, go and change while the others run on. */
export function createComparisonColumns(
  context: ComparisonContext,
): ComparisonColumns {
  const { comparisons, conversations, replies, now, changed } = context;

  function pathOf(column: StoredColumn | undefined): readonly StoredMessage[] {
    if (column === undefined) return [];
    const { leafId } = conversations.get(column.conversationId);
    return leafId === undefined ? [] : conversations.path(leafId);
  }

  function answerAgain({ conversationId, model }: StoredColumn): void {
    const { leafId } = conversations.get(conversationId);
    if (leafId === undefined) return;
    replies.stopAll(conversationId);
    if (conversations.message(leafId).role === "assistant")
      replies.regenerate({ messageId: leafId, model });
  }

  return {
    addColumn({ id, model, likeColumn, history }) {
      const comparison = comparisons.get(id);
      checkRoom(comparison);
      const like =
        likeColumn === undefined
          ? comparison.columns[0]
          : columnOf(comparison, likeColumn);
      const path = history ? pathOf(like) : [];
      const last = path.findLastIndex(({ role }) => role === "user");
      const column = newColumn(context, {
        comparison,
        column: emptyColumn(model),
        history: last < 0 ? path : path.slice(0, last),
      });
      comparisons.addColumn(id, column);
      const prompt = path[last];
      if (prompt !== undefined)
        replies.send({
          conversationId: column.conversation.id,
          parentId: column.conversation.leafId,
          parts: prompt.parts,
          models: [model],
        });
      return changed(id);
    },
    updateColumn({ id, columnId, systemPrompt, parameters }) {
      const column = columnOf(comparisons.get(id), columnId);
      comparisons.putColumn(
        ownSettings(column, {
          systemPrompt: changedTo(systemPrompt, column.systemPrompt),
          parameters: changedTo(parameters, column.parameters),
        }),
      );
      applySettings(context, id);
      return changed(id);
    },
    replaceModel({ id, columnId, model, ...wish }) {
      const column = columnOf(comparisons.get(id), columnId);
      const replaced = { ...column, model };
      comparisons.putColumn(replaced);
      applySettings(context, id);
      if (wish.answerAgain) answerAgain(replaced);
      return changed(id);
    },
    removeColumn({ id, columnId }) {
      const comparison = comparisons.get(id);
      const column = columnOf(comparison, columnId);
      if (comparison.columns.length === 1) throw lastColumn();
      replies.stopAll(column.conversationId);
      comparisons.setColumnRemoved(id, columnId, now());
      if (comparison.base === columnId)
        comparisons.update(id, { base: "group" }, comparison.updatedAt);
      return changed(id);
    },
    restoreColumn({ id, columnId }) {
      const comparison = comparisons.get(id);
      if (comparison.columns.some((it) => it.id === columnId))
        return context.view(comparison);
      checkRoom(comparison);
      comparisons.setColumnRemoved(id, columnId, null);
      applySettings(context, id);
      return changed(id);
    },
    orderColumns(id, columnIds) {
      const comparison = comparisons.get(id);
      for (const columnId of columnIds) columnOf(comparison, columnId);
      comparisons.orderColumns(id, columnIds);
      return changed(id);
    },
  };
}

type Own = Pick<StoredColumn, "systemPrompt" | "parameters">;

/** Null takes the own value away, undefined leaves it. */
function changedTo<T>(wish: T | null | undefined, own: T | undefined) {
  return wish === undefined ? own : (wish ?? undefined);
}

function ownSettings(
  { id, conversationId, model }: StoredColumn,
  { systemPrompt, parameters }: { [Key in keyof Own]: Own[Key] | undefined },
): StoredColumn {
  return {
    id,
    conversationId,
    model,
    ...(systemPrompt === undefined ? {} : { systemPrompt }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

function checkRoom({ columns }: StoredComparison): void {
  if (columns.length < mostColumns) return;
  throw new AppError("conflict", {
    message: `A comparison shows at most ${mostColumns} columns.`,
  });
}

function lastColumn(): AppError {
  return new AppError("conflict", {
    message: "The last column stays: a comparison needs one.",
  });
}
