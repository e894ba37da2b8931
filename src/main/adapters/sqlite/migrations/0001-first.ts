import type { Migration } from "./migration.ts";

export const first: Migration = {
  version: 1,
  sql: `
    CREATE TABLE conversations (
      id TEXT NOT NULL UNIQUE,
      title TEXT NOT NULL,
      title_folded TEXT NOT NULL,
      pinned INTEGER NOT NULL,
      model TEXT,
      system_prompt TEXT NOT NULL,
      parameters TEXT NOT NULL,
      leaf_id TEXT,
      cost_nano_usd INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      removed_at TEXT
    ) STRICT;
    -- Read backwards, so that the newest of equal times comes first, too.
    CREATE INDEX conversations_shown
      ON conversations (pinned, updated_at) WHERE removed_at IS NULL;
    CREATE INDEX conversations_removed
      ON conversations (removed_at) WHERE removed_at IS NOT NULL;

    CREATE TABLE messages (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      conversation_id TEXT NOT NULL
        REFERENCES conversations (id) ON DELETE CASCADE,
      -- No cascade: it would recurse once per message, and SQLite stops at 1,000.
      parent_id TEXT REFERENCES messages (id),
      role TEXT NOT NULL,
      status TEXT NOT NULL,
      created_at TEXT NOT NULL,
      model TEXT,
      finish_reason TEXT,
      served_by TEXT,
      usage TEXT,
      timings TEXT,
      error TEXT,
      parts TEXT NOT NULL
    ) STRICT;
    CREATE INDEX messages_by_place ON messages (conversation_id, parent_id);
    CREATE INDEX messages_by_parent ON messages (parent_id);
    CREATE INDEX messages_streaming ON messages (status)
      WHERE status = 'streaming';

    CREATE TABLE instances (
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      base_url TEXT,
      enabled INTEGER NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE model_lists (
      instance TEXT NOT NULL PRIMARY KEY,
      refreshed_at TEXT NOT NULL,
      models TEXT NOT NULL
    ) STRICT;

    CREATE TABLE local_models (
      id TEXT NOT NULL UNIQUE,
      path TEXT NOT NULL,
      added_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE key_values (
      key TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE secrets (
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
