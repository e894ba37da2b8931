import type { Migration } from "../migrations/migration.ts";

export const audit: Migration = {
  version: 1,
  sql: `
    CREATE TABLE audit_events (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      request_id TEXT NOT NULL,
      time TEXT NOT NULL,
      key_id TEXT,
      client TEXT NOT NULL,
      route TEXT NOT NULL,
      asked_model TEXT,
      served_model TEXT,
      attempts INTEGER NOT NULL,
      status INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      input_tokens INTEGER,
      output_tokens INTEGER,
      cost_nano_usd INTEGER,
      duration_ms REAL NOT NULL
    ) STRICT;
    CREATE INDEX audit_events_by_time ON audit_events (time);
  `,
};
