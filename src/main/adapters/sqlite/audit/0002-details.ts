import type { Migration } from "../migrations/migration.ts";

export const details: Migration = {
  version: 2,
  sql: `
    ALTER TABLE audit_events ADD COLUMN local INTEGER;
    ALTER TABLE audit_events ADD COLUMN fallback INTEGER;
    ALTER TABLE audit_events ADD COLUMN error_code TEXT;
    ALTER TABLE audit_events ADD COLUMN error_message TEXT;
    ALTER TABLE audit_events ADD COLUMN saved_nano_usd INTEGER;
    ALTER TABLE audit_events ADD COLUMN cache_age_seconds REAL;
    ALTER TABLE audit_events ADD COLUMN first_text_ms REAL;
    ALTER TABLE audit_events ADD COLUMN tries TEXT;

    -- A day is counted by this index alone.
    DROP INDEX audit_events_by_time;
    CREATE INDEX audit_events_by_time ON audit_events (time, outcome, local);

    CREATE TABLE prompt_records (
      sequence INTEGER PRIMARY KEY,
      mode TEXT NOT NULL,
      shape TEXT NOT NULL,
      prompt TEXT,
      reply TEXT,
      truncated INTEGER NOT NULL
    ) STRICT;
  `,
};
