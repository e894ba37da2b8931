import { expect, it } from "vitest";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

const upTo = (last: number) =>
  storeMigrations.filter(({ version }) => version <= last);

it("0011 keeps what was settled as it was, and settles what was left open at its reservation", () => {
  const connection = migratedConnection(upTo(10));
  connection.exec(`
    INSERT INTO ledger (id, reserved_at, instance, model, key_id, reserved_nano_usd,
      reserved_tokens, settled_at, outcome, error_code, cost_nano_usd, cost_source, saved_nano_usd,
      saved_ms, input_tokens, output_tokens, cached_input_tokens, cache_write_tokens,
      reasoning_tokens, first_token_ms, total_ms)
    VALUES ('settled', '1', 'a', 'm', 'k', 90, 9, '2', 'failed', 'overloaded', 8, 'upstream', 7,
      6.5, 5, 4, 3, 2, 1, 10.5, 11.5);
    INSERT INTO ledger (id, reserved_at, instance, model, comparison_id, reserved_nano_usd,
      reserved_tokens)
    VALUES ('open', '3', 'a', 'm', 'd', 100, 10);
    INSERT INTO ledger_totals VALUES ('all', '1', 108, 19, 2)`);
  const rows = () =>
    connection
      .prepare<[], object>("SELECT * FROM ledger ORDER BY sequence")
      .all();
  const [settled, open] = rows();
  migratedConnection(upTo(11), connection);
  expect(rows()).toEqual([
    settled,
    {
      ...open,
      settled_at: expect.stringMatching(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
      ) as unknown,
      outcome: "lost",
      cost_nano_usd: 100,
      cost_source: "estimate",
      saved_nano_usd: 0,
      input_tokens: 0,
      output_tokens: 0,
    },
  ]);
  const count = (table: string) =>
    connection.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  expect([count("ledger_totals"), count("ledger_open")]).toEqual([1, 0]);
});

// Otherwise a look at the time would read the whole ledger, and each row would pay for more indexes.
it("0011 has an index by time alone", () => {
  const connection = migratedConnection(upTo(11));
  const plan = (sql: string) =>
    JSON.stringify(connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
  expect(
    plan("SELECT 1 FROM ledger WHERE reserved_at = '1' AND id = 'a'"),
  ).toContain("ledger_by_time");
  expect(
    connection
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'ledger'",
      )
      .pluck()
      .all(),
  ).toEqual(["ledger_by_time"]);
});
