import { AppError } from "#shared/errors/app-error.ts";
import type {
  ComparisonPatch,
  ComparisonStore,
  NewColumn,
  StoredComparison,
} from "#main/ports/comparison-store.ts";
import type { ConversationStore } from "#main/ports/conversation-store.ts";
import {
  columnRow,
  comparisonPatchRow,
  comparisonRow,
  storedComparison,
  type ComparisonRow,
} from "./comparison-rows.ts";
import {
  prepareComparisonStatements,
  type ComparisonStatements,
} from "./comparison-statements.ts";
import { durably, type Connection } from "./connection.ts";
import { searching } from "./text-search.ts";
import { createVoteStore } from "./vote-store.ts";

export function createComparisonStore(
  connection: Connection,
  conversations: Pick<ConversationStore, "insertWhole">,
): ComparisonStore {
  const statements = prepareComparisonStatements(connection);

  const toComparison = (row: ComparisonRow): StoredComparison =>
    storedComparison(row, statements.columns.all(row.id));

  const addColumn = connection.transaction(
    (comparisonId: string, added: NewColumn) => {
      conversations.insertWhole(added.conversation, added.history);
      const row = columnRow(added.column);
      statements.addColumn.run({ ...row, comparison_id: comparisonId });
    },
  );

  const insert = connection.transaction(
    (comparison: StoredComparison, columns: readonly NewColumn[]) => {
      statements.insert.run(comparisonRow(comparison));
      for (const column of columns) addColumn(comparison.id, column);
    },
  );

  return {
    ...createVoteStore(connection),
    ...writingIn(connection, statements),
    list(query) {
      const { way, ...found } = searching(query.search?.trim() ?? "");
      const { offset, limit, tag = null } = query;
      const { page, count } = statements.find[way];
      return {
        comparisons: page
          .all({ ...found, tag, offset, limit })
          .map(toComparison),
        total: count.get({ ...found, tag }) ?? 0,
      };
    },
    tags: () => statements.tags.all(),
    get(id) {
      const row = statements.one.get(id);
      if (row === undefined) throw notFound(id);
      return toComparison(row);
    },
    insert: (comparison, columns) =>
      durably(connection, () => insert.immediate(comparison, columns)),
    addColumn: (comparisonId, added) =>
      durably(connection, () => addColumn.immediate(comparisonId, added)),
    merges: (id) => statements.merges.all(id),
  };
}

type Writing = Pick<
  ComparisonStore,
  | "update"
  | "setRemoved"
  | "purge"
  | "putColumn"
  | "setColumnRemoved"
  | "orderColumns"
>;

function writingIn(
  connection: Connection,
  statements: ComparisonStatements,
): Writing {
  const update = connection.transaction(
    (id: string, patch: ComparisonPatch, updatedAt: string) => {
      const row = { id, updated_at: updatedAt, ...comparisonPatchRow(patch) };
      if (statements.update.run(row).changes === 0) throw notFound(id);
      if (row.tags !== null) statements.tagVotes.run(row.tags, id);
    },
  );
  const setColumnRemoved = connection.transaction(
    (comparisonId: string, columnId: string, removedAt: string | null) => {
      const change = { comparisonId, columnId, removedAt };
      if (statements.setColumnRemoved.run(change).changes === 0)
        throw noColumn(columnId);
      statements.setConversationRemoved.run(change);
    },
  );
  const order = connection.transaction(
    (comparisonId: string, columnIds: readonly string[]) => {
      for (const [position, columnId] of columnIds.entries())
        statements.moveColumn.run({ comparisonId, columnId, position });
    },
  );
  return {
    update: (id, patch, updatedAt) => update.immediate(id, patch, updatedAt),
    setRemoved(id, removedAt) {
      if (statements.setRemoved.run(removedAt, id).changes === 0)
        throw notFound(id);
    },
    purge: (removedBefore) => statements.purge.run(removedBefore).changes,
    putColumn(column) {
      if (statements.putColumn.run(columnRow(column)).changes === 0)
        throw noColumn(column.id);
    },
    setColumnRemoved: (comparisonId, columnId, removedAt) =>
      setColumnRemoved.immediate(comparisonId, columnId, removedAt),
    orderColumns: (comparisonId, columnIds) =>
      order.immediate(comparisonId, columnIds),
  };
}

function notFound(id: string): AppError {
  return new AppError("not-found", {
    message: `There is no comparison ${id}.`,
    data: { id },
  });
}

function noColumn(id: string): AppError {
  return new AppError("not-found", {
    message: `There is no column ${id} in this comparison.`,
    data: { id },
  });
}
