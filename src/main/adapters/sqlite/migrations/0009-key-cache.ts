import type { Migration } from "./migration.ts";

export const keyCache: Migration = {
  version: 9,
  sql: `
    ALTER TABLE gateway_keys ADD COLUMN cache_mode TEXT;

    DROP TRIGGER gateway_keys_changed;
    CREATE TRIGGER gateway_keys_changed AFTER UPDATE OF name, scopes, allow, deny,
        requests_per_minute, tokens_per_day, nano_usd_per_month, cache_mode, expires_at, revoked_at
      ON gateway_keys
      BEGIN UPDATE gateway_revision SET number = number + 1; END;
  `,
};
