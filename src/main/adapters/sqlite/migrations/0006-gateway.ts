import type { Migration } from "./migration.ts";

export const gateway: Migration = {
  version: 6,
  sql: `
    CREATE TABLE aliases (
      id TEXT NOT NULL UNIQUE,
      targets TEXT NOT NULL,
      position INTEGER NOT NULL,
      removed_at TEXT
    ) STRICT;

    -- Every change of a key counts but the note that it was used.
    DROP TRIGGER gateway_keys_revoked;
    CREATE TRIGGER gateway_keys_changed AFTER UPDATE OF name, scopes, allow, deny,
        requests_per_minute, tokens_per_day, nano_usd_per_month, expires_at, revoked_at
      ON gateway_keys
      BEGIN UPDATE gateway_revision SET number = number + 1; END;
  `,
};
