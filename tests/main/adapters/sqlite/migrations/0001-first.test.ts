import { expect, it } from "vitest";
import { first } from "#main/adapters/sqlite/migrations/0001-first.ts";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

const migrated = () => migratedConnection([first]);

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
