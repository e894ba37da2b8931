import { expect, it } from "vitest";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

const upTo = (last: number) =>
  storeMigrations.filter(({ version }) => version <= last);

it("0007 leaves chats as the settings say", () => {
  const connection = migratedConnection(upTo(6));
  connection.exec(`
    INSERT INTO conversations (id, title, title_folded, pinned, system_prompt, parameters,
      cost_nano_usd, created_at, updated_at)
    VALUES ('c', 'Kept', 'kept', 0, '', '{}', 0, '', '')`);
  migratedConnection(upTo(7), connection);
  expect(
    connection.prepare("SELECT title, cache_choice FROM conversations").all(),
  ).toEqual([{ title: "Kept", cache_choice: null }]);
});
