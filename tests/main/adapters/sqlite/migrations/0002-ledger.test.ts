import { expect, it } from "vitest";
import { first } from "#main/adapters/sqlite/migrations/0001-first.ts";
import { ledger } from "#main/adapters/sqlite/migrations/0002-ledger.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

it("0002 adds the ledger beside what is there", () => {
  const connection = migratedConnection([first]);
  connection.exec("INSERT INTO key_values VALUES ('kept', '1')");
  migratedConnection([first, ledger], connection);
  expect(
    connection.prepare("SELECT key FROM key_values").pluck().all(),
  ).toEqual(["kept"]);
  expect(connection.prepare("SELECT count(*) FROM ledger").pluck().get()).toBe(
    0,
  );
});

// Otherwise a limit over a month would cost more with each call that was ever made.
it.each([
  [
    "SELECT sum(nano_usd) FROM ledger_totals WHERE scope = 'all' AND hour >= '2026'",
    "PRIMARY KEY",
  ],
  [
    "SELECT count(*) FROM ledger WHERE reserved_at >= '2026' AND reserved_at < '2027'",
    "ledger_by_time",
  ],
  [
    "UPDATE ledger SET outcome = 'lost' WHERE settled_at IS NULL",
    "ledger_open",
  ],
])("0002 answers %s by %s", (sql, index) => {
  const connection = migratedConnection([first, ledger]);
  const plan = JSON.stringify(
    connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(),
  );
  expect(plan).toContain(index);
});
