import type { Migration } from "./migration.ts";

export const ledger: Migration = {
  version: 2,
  sql: `
    -- No foreign keys: what was spent outlives what it was spent on.
    CREATE TABLE ledger (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      reserved_at TEXT NOT NULL,
      instance TEXT NOT NULL,
      model TEXT NOT NULL,
      key_id TEXT,
      conversation_id TEXT,
      comparison_id TEXT,
      reserved_nano_usd INTEGER NOT NULL,
      reserved_tokens INTEGER NOT NULL,
      settled_at TEXT,
      outcome TEXT,
      error_code TEXT,
      cost_nano_usd INTEGER,
      cost_source TEXT,
      saved_nano_usd INTEGER,
      input_tokens INTEGER,
      output_tokens INTEGER,
      cached_input_tokens INTEGER,
      cache_write_tokens INTEGER,
      reasoning_tokens INTEGER,
      first_token_ms REAL,
      total_ms REAL
    ) STRICT;
    CREATE INDEX ledger_by_time ON ledger (reserved_at);
    CREATE INDEX ledger_open ON ledger (sequence) WHERE settled_at IS NULL;

    -- Running sums by hour, so that a limit over a month is checked at the price of a few rows.
    CREATE TABLE ledger_totals (
      scope TEXT NOT NULL,
      hour TEXT NOT NULL,
      nano_usd INTEGER NOT NULL,
      tokens INTEGER NOT NULL,
      requests INTEGER NOT NULL,
      PRIMARY KEY (scope, hour)
    ) STRICT, WITHOUT ROWID;
  `,
};
