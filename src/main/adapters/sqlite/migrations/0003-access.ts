import type { Migration } from "./migration.ts";

export const access: Migration = {
  version: 3,
  sql: `
    CREATE TABLE gateway_keys (
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      prefix TEXT NOT NULL,
      hash TEXT NOT NULL,
      scopes TEXT NOT NULL,
      allow TEXT NOT NULL,
      deny TEXT NOT NULL,
      requests_per_minute INTEGER,
      tokens_per_day INTEGER,
      nano_usd_per_month INTEGER,
      created_at TEXT NOT NULL,
      expires_at TEXT,
      revoked_at TEXT,
      last_used_at TEXT
    ) STRICT;
    CREATE INDEX gateway_keys_by_prefix ON gateway_keys (prefix);

    -- One row whose number grows with every change that decides who may enter.
    CREATE TABLE gateway_revision (number INTEGER NOT NULL) STRICT;
    INSERT INTO gateway_revision VALUES (0);
    CREATE TRIGGER gateway_keys_inserted AFTER INSERT ON gateway_keys
      BEGIN UPDATE gateway_revision SET number = number + 1; END;
    CREATE TRIGGER gateway_keys_revoked AFTER UPDATE OF revoked_at ON gateway_keys
      BEGIN UPDATE gateway_revision SET number = number + 1; END;
  `,
};
