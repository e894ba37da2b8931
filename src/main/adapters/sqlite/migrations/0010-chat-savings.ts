import type { Migration } from "./migration.ts";

export const chatSavings: Migration = {
  version: 10,
  sql: `
    ALTER TABLE conversations ADD COLUMN saved_nano_usd INTEGER NOT NULL DEFAULT 0;
    UPDATE conversations SET saved_nano_usd = (
      SELECT coalesce(sum(served_by ->> '$.cached.savedNanoUsd'), 0)
      FROM messages WHERE conversation_id = conversations.id
    );
  `,
};
