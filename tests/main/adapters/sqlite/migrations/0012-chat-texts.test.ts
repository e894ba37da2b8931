import { expect, it } from "vitest";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

const before = storeMigrations.filter(({ version }) => version < 12);
const upTo = storeMigrations.filter(({ version }) => version <= 12);

it("0012 makes what was said before findable, but nothing of comparisons or of what streams", () => {
  const connection = migratedConnection(before);
  connection.exec(`
    INSERT INTO comparisons (id, title, title_folded, tags, system_prompt, parameters, detail, base,
      scroll_together, blind, created_at, updated_at)
      VALUES ('x', '', '', '[]', '', '{}', 'words', 'group', 0, 0, '1', '1');
    INSERT INTO conversations (id, title, title_folded, pinned, system_prompt, parameters,
      cost_nano_usd, created_at, updated_at, comparison_id)
      VALUES ('chat', 'T', 't', 0, '', '{}', 0, '1', '1', NULL),
        ('column', 'T', 't', 0, '', '{}', 0, '1', '1', 'x');
    INSERT INTO messages (id, conversation_id, role, status, created_at, parts) VALUES
      ('m1', 'chat', 'user', 'complete', '1', '[{"type":"text","text":"a hidden heron"}]'),
      ('m2', 'chat', 'assistant', 'streaming', '1', '[{"type":"text","text":"half a heron"}]'),
      ('m3', 'column', 'user', 'complete', '1', '[{"type":"text","text":"a compared heron"}]');
  `);
  migratedConnection(upTo, connection);
  const found = connection
    .prepare("SELECT text FROM chat_texts WHERE chat_texts MATCH 'heron'")
    .pluck();
  expect(found.all()).toEqual(["a hidden heron"]);

  connection.exec("UPDATE messages SET status = 'complete' WHERE id = 'm2'");
  expect(found.all()).toEqual(["a hidden heron", "half a heron"]);
  connection.exec("DELETE FROM messages WHERE id = 'm1'");
  expect(found.all()).toEqual(["half a heron"]);
});
