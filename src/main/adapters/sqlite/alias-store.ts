import { AppError } from "#shared/errors/app-error.ts";
import type { AliasStore, StoredAlias } from "#main/ports/alias-store.ts";
import { durably, type Connection } from "./connection.ts";

interface AliasRow {
  readonly id: string;
  readonly targets: string;
}

function prepareStatements(connection: Connection) {
  return {
    list: connection.prepare<[], AliasRow>(
      "SELECT id, targets FROM aliases WHERE removed_at IS NULL ORDER BY position, rowid",
    ),
    removed: connection.prepare<[string], AliasRow>(
      "SELECT id, targets FROM aliases WHERE id = ? AND removed_at IS NOT NULL",
    ),
    insert: connection.prepare<[AliasRow]>(`
      INSERT INTO aliases (id, targets, position)
      VALUES (@id, @targets, (SELECT coalesce(max(position), 0) + 1 FROM aliases))`),
    forget: connection.prepare<[string]>(
      "DELETE FROM aliases WHERE id = ? AND removed_at IS NOT NULL",
    ),
    replace: connection.prepare<[AliasRow & { readonly old: string }]>(
      "UPDATE aliases SET id = @id, targets = @targets WHERE id = @old AND removed_at IS NULL",
    ),
    place: connection.prepare<[number, string]>(
      "UPDATE aliases SET position = ? WHERE id = ?",
    ),
    remove: connection.prepare<[string, string]>(
      "UPDATE aliases SET removed_at = ? WHERE id = ? AND removed_at IS NULL",
    ),
    restore: connection.prepare<[string]>(
      "UPDATE aliases SET removed_at = NULL WHERE id = ?",
    ),
    purge: connection.prepare<[string]>(
      "DELETE FROM aliases WHERE removed_at < ?",
    ),
  };
}

export function createAliasStore(connection: Connection): AliasStore {
  const statements = prepareStatements(connection);
  /** A removed alias makes way for one that takes its id. */
  const insert = connection.transaction((alias: StoredAlias) => {
    statements.forget.run(alias.id);
    statements.insert.run(aliasRow(alias));
  });
  const replace = connection.transaction((old: string, alias: StoredAlias) => {
    statements.forget.run(alias.id);
    return statements.replace.run({ ...aliasRow(alias), old }).changes;
  });
  const order = connection.transaction((ids: readonly string[]) => {
    for (const [position, id] of ids.entries())
      statements.place.run(position, id);
  });
  return {
    list: () => statements.list.all().map(storedAlias),
    insert: (alias) => durably(connection, () => insert.immediate(alias)),
    replace(id, alias) {
      if (durably(connection, () => replace.immediate(id, alias)) === 0)
        throw unknownAlias(id);
    },
    order: (ids) => durably(connection, () => order.immediate(ids)),
    remove(id, removedAt) {
      const { changes } = durably(connection, () =>
        statements.remove.run(removedAt, id),
      );
      if (changes === 0) throw unknownAlias(id);
    },
    restore(id) {
      const row = statements.removed.get(id);
      if (row === undefined) throw unknownAlias(id);
      durably(connection, () => statements.restore.run(id));
      return storedAlias(row);
    },
    purgeRemoved: (before) => void statements.purge.run(before),
  };
}

function aliasRow({ id, targets }: StoredAlias): AliasRow {
  return { id, targets: JSON.stringify(targets) };
}

function storedAlias({ id, targets }: AliasRow): StoredAlias {
  return { id, targets: JSON.parse(targets) as string[] };
}

function unknownAlias(id: string): AppError {
  return new AppError("not-found", {
    message: `There is no alias "${id}".`,
    data: { id },
  });
}
