import type { Migration } from "./migration.ts";

export const privateChats: Migration = {
  version: 8,
  sql: `
    ALTER TABLE conversations ADD COLUMN private INTEGER NOT NULL DEFAULT 0;
  `,
};
