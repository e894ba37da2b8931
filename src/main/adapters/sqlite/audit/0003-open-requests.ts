import type { Migration } from "../migrations/migration.ts";

export const openRequests: Migration = {
  version: 3,
  sql: `
    -- What runs for long, for as long as it runs.
    CREATE TABLE open_requests (
      number INTEGER PRIMARY KEY,
      request_id TEXT NOT NULL,
      time TEXT NOT NULL,
      key_id TEXT,
      client TEXT NOT NULL,
      route TEXT NOT NULL,
      asked_model TEXT,
      served_model TEXT,
      attempts INTEGER NOT NULL,
      status INTEGER NOT NULL,
      duration_ms REAL NOT NULL
    ) STRICT;
  `,
};
