import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openKeyed } from "#main/adapters/sqlite/connection.ts";
import { migrate } from "#main/adapters/sqlite/migrate.ts";
import { first } from "#main/adapters/sqlite/migrations/0001-first.ts";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";

function migrated() {
  const path = join(temporaryFolder(), "modeldocker.db");
  writeFileSync(path, "");
  const connection = openKeyed({ path, key: randomBytes(32) }, false);
  onTestFinished(() => void connection.close());
  migrate(connection, { path, migrations: [first], snapshot: () => undefined });
  return connection;
}

it("steps are numbered from 1 without gaps", () => {
  expect(storeMigrations.map(({ version }) => version)).toEqual(
    storeMigrations.map((_, index) => index + 1),
  );
});

it("0001 makes the tables that rows are put into", () => {
  const connection = migrated();
  const names = connection
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
    )
    .pluck()
    .all();
  expect(names).toEqual([
    "conversations",
    "instances",
    "key_values",
    "local_models",
    "messages",
    "model_lists",
    "secrets",
  ]);
  expect(connection.pragma("user_version", { simple: true })).toBe(1);
});

// A plan that walks a whole table would be felt with thousands of conversations.
it.each([
  [
    "SELECT id FROM conversations WHERE removed_at IS NULL ORDER BY pinned DESC, updated_at DESC, rowid DESC LIMIT 9",
    "conversations_shown",
  ],
  [
    "SELECT id FROM messages WHERE conversation_id = 'c' AND parent_id IS NULL ORDER BY sequence",
    "messages_by_place",
  ],
  [
    "SELECT max(sequence) FROM messages WHERE parent_id = 'm'",
    "messages_by_parent",
  ],
  ["SELECT id FROM messages WHERE status = 'streaming'", "messages_streaming"],
])("0001 answers %s by an index", (sql, index) => {
  const plan = JSON.stringify(
    migrated().prepare(`EXPLAIN QUERY PLAN ${sql}`).all(),
  );
  expect(plan).toContain(index);
  expect(plan).not.toContain("TEMP B-TREE");
});
