import { expect, it } from "vitest";
import { first } from "#main/adapters/sqlite/migrations/0001-first.ts";
import { ledger } from "#main/adapters/sqlite/migrations/0002-ledger.ts";
import { access } from "#main/adapters/sqlite/migrations/0003-access.ts";
import { comparisons } from "#main/adapters/sqlite/migrations/0004-comparisons.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

const before = [first, ledger, access];

it("0004 keeps the chats that are there on show", () => {
  const connection = migratedConnection(before);
  connection.exec(
    "INSERT INTO conversations VALUES ('old', 'T', 't', 0, NULL, '', '{}', NULL, 0, '1', '2', NULL)",
  );
  migratedConnection([...before, comparisons], connection);
  expect(
    connection
      .prepare("SELECT id FROM conversations WHERE comparison_id IS NULL")
      .pluck()
      .all(),
  ).toEqual(["old"]);
});

// Otherwise every list of chats would read all columns of all comparisons.
it("0004 lists chats by an index that hidden ones are not in", () => {
  const connection = migratedConnection([...before, comparisons]);
  const plan = JSON.stringify(
    connection
      .prepare(
        `EXPLAIN QUERY PLAN SELECT id FROM conversations
        WHERE removed_at IS NULL AND comparison_id IS NULL
        ORDER BY pinned DESC, updated_at DESC, rowid DESC`,
      )
      .all(),
  );
  expect(plan).toContain("conversations_shown");
  expect(plan).not.toContain("TEMP B-TREE");
});
