import type { Migration } from "./migration.ts";

export const cacheChoice: Migration = {
  version: 7,
  sql: `
    -- Null: as in the settings.
    ALTER TABLE conversations ADD COLUMN cache_choice TEXT;
    ALTER TABLE comparisons ADD COLUMN cache_choice TEXT;
    ALTER TABLE ledger ADD COLUMN saved_ms REAL;
  `,
};
