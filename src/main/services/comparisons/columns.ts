import type { Parameters } from "#shared/chat/parameters.ts";
import { mostColumns, type Comparison } from "#shared/compare/comparison.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type {
  StoredColumn,
  StoredComparison,
} from "#main/ports/comparison-store.ts";
import { branchOf, columnOf, type ComparisonContext } from "./dependencies.ts";
import { applySettings, emptyColumn, newColumn } from "./new-column.ts";

interface InColumn {
  readonly id: string;
  readonly columnId: string;
}

interface NewColumnInput {
  readonly id: string;
  readonly model: string;
  readonly likeColumn?: string | undefined;
  readonly history: boolean;
}

interface ReplacementInput extends InColumn {
  readonly model: string;
  readonly answerAgain: boolean;
}

export interface ComparisonColumns {
  addColumn(input: NewColumnInput): Comparison;
  updateColumn(
    input: InColumn & {
      readonly systemPrompt?: string | null | undefined;
      readonly parameters?: Parameters | null | undefined;
    },
  ): Comparison;
  replaceModel(input: ReplacementInput): Comparison;
  removeColumn(input: InColumn): Comparison;
  restoreColumn(input: InColumn): Comparison;
  orderColumns(id: string, columnIds: readonly string[]): Comparison;
}

/** Columns come, go and change while the others run on. */
export function createComparisonColumns(
  context: ComparisonContext,
): ComparisonColumns {
  const { comparisons, replies, now, changed } = context;
  return {
    addColumn: (input) => addColumn(context, input),
    replaceModel: (input) => replaceModel(context, input),
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

function addColumn(
  context: ComparisonContext,
  { id, model, likeColumn, history }: NewColumnInput,
): Comparison {
  const { comparisons, conversations, replies } = context;
  const comparison = comparisons.get(id);
  checkRoom(comparison);
  const like =
    likeColumn === undefined
      ? comparison.columns[0]
      : columnOf(comparison, likeColumn);
  const path =
    history && like !== undefined ? branchOf(context, like.conversationId) : [];
  const last = path.findLastIndex(({ role }) => role === "user");
  const added = newColumn(context, {
    comparison,
    column: emptyColumn(model),
    history: last < 0 ? [] : path.slice(0, last),
    isPrivate:
      like !== undefined &&
      conversations.get(like.conversationId).private === true,
  });
  comparisons.addColumn(id, added);
  const prompt = path[last];
  const { id: conversationId, leafId: parentId } = added.conversation;
  if (prompt !== undefined)
    replies.send({
      conversationId,
      parentId,
      parts: prompt.parts,
      models: [model],
    });
  return context.changed(id);
}

function replaceModel(
  context: ComparisonContext,
  { id, columnId, model, answerAgain }: ReplacementInput,
): Comparison {
  const { comparisons, conversations, replies } = context;
  const column = columnOf(comparisons.get(id), columnId);
  const { conversationId } = column;
  comparisons.putColumn({ ...column, model });
  applySettings(context, id);
  const { leafId } = conversations.get(conversationId);
  if (!answerAgain || leafId === undefined) return context.changed(id);
  replies.stopAll(conversationId);
  if (conversations.message(leafId).role === "assistant")
    replies.regenerate({ messageId: leafId, model });
  return context.changed(id);
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
