import { expect, it } from "vitest";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

const upTo = (last: number) =>
  storeMigrations.filter(({ version }) => version <= last);

it("0010 counts what the cache has saved in each chat so far", () => {
  const connection = migratedConnection(upTo(9));
  for (const id of ["a", "b"])
    connection.exec(`
      INSERT INTO conversations (id, title, title_folded, pinned, system_prompt, parameters,
        cost_nano_usd, created_at, updated_at)
      VALUES ('${id}', '', '', 0, '', '{}', 0, '', '')`);
  const replies = [
    ["1", '{"cached":{"savedNanoUsd":40}}'],
    ["2", '{"cached":{"savedNanoUsd":2}}'],
    ["3", '{"cached":{}}'],
    ["4", null],
  ];
  for (const [id, servedBy] of replies)
    connection
      .prepare(
        `INSERT INTO messages (id, conversation_id, role, status, parts, served_by, created_at)
        VALUES (?, 'a', 'assistant', 'complete', '[]', ?, '')`,
      )
      .run(id, servedBy);
  migratedConnection(upTo(10), connection);
  expect(
    connection.prepare("SELECT id, saved_nano_usd FROM conversations").all(),
  ).toEqual([
    { id: "a", saved_nano_usd: 42 },
    { id: "b", saved_nano_usd: 0 },
  ]);
});
