import type { Migration } from "./migration.ts";

export const openAttempts: Migration = {
  version: 11,
  sql: `
    -- What a run that is over left open stands at its reservation; the sums hold it already.
    UPDATE ledger SET settled_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), outcome = 'lost',
      cost_nano_usd = reserved_nano_usd, cost_source = 'estimate', saved_nano_usd = 0,
      input_tokens = 0, output_tokens = 0
    WHERE settled_at IS NULL;
    DROP INDEX ledger_open;

    -- Reservations of one commit as a JSON array; gone with the last that is settled.
    CREATE TABLE ledger_open (
      batch INTEGER PRIMARY KEY,
      reservations TEXT NOT NULL
    ) STRICT;

    -- Every row is of an attempt that has ended. No index on ids: half of a row's price was that.
    CREATE TABLE ledger_settled (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      reserved_at TEXT NOT NULL,
      instance TEXT NOT NULL,
      model TEXT NOT NULL,
      key_id TEXT,
      conversation_id TEXT,
      comparison_id TEXT,
      reserved_nano_usd INTEGER NOT NULL,
      reserved_tokens INTEGER NOT NULL,
      settled_at TEXT NOT NULL,
      outcome TEXT NOT NULL,
      error_code TEXT,
      cost_nano_usd INTEGER NOT NULL,
      cost_source TEXT,
      saved_nano_usd INTEGER NOT NULL,
      saved_ms REAL,
      input_tokens INTEGER NOT NULL,
      output_tokens INTEGER NOT NULL,
      cached_input_tokens INTEGER,
      cache_write_tokens INTEGER,
      reasoning_tokens INTEGER,
      first_token_ms REAL,
      total_ms REAL
    ) STRICT;
    INSERT INTO ledger_settled
      SELECT sequence, id, reserved_at, instance, model, key_id, conversation_id, comparison_id,
        reserved_nano_usd, reserved_tokens, settled_at, coalesce(outcome, 'ok'), error_code,
        coalesce(cost_nano_usd, 0), cost_source, coalesce(saved_nano_usd, 0), saved_ms,
        coalesce(input_tokens, 0), coalesce(output_tokens, 0), cached_input_tokens,
        cache_write_tokens, reasoning_tokens, first_token_ms, total_ms
      FROM ledger ORDER BY sequence;
    DROP TABLE ledger;
    ALTER TABLE ledger_settled RENAME TO ledger;
    CREATE INDEX ledger_by_time ON ledger (reserved_at);
  `,
};
