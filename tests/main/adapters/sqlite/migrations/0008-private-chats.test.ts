import { expect, it } from "vitest";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

it("0008 leaves the chats that there are as open as they were", () => {
  const connection = migratedConnection(storeMigrations.slice(0, 7));
  connection.exec(
    "INSERT INTO conversations (id, title, title_folded, pinned, system_prompt, parameters, cost_nano_usd, created_at, updated_at) VALUES ('c', '', '', 0, '', '{}', 0, 't', 't')",
  );
  connection.exec(storeMigrations[7]?.sql ?? "");
  const isPrivate = connection.prepare("SELECT private FROM conversations");
  expect(isPrivate.pluck().all()).toEqual([0]);
});
