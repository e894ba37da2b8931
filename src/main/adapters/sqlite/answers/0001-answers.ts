import type { Migration } from "../migrations/migration.ts";

export const answers: Migration = {
  version: 1,
  sql: `
    CREATE TABLE answers (
      key TEXT PRIMARY KEY,
      instance TEXT NOT NULL,
      model TEXT NOT NULL,
      expires_at INTEGER NOT NULL,
      used_at INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX answers_by_use ON answers (used_at);
    CREATE INDEX answers_by_end ON answers (expires_at);
    CREATE INDEX answers_by_model ON answers (instance, model);

    -- One row that the triggers keep true, so that bounds are checked without a scan.
    CREATE TABLE answer_totals (entries INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
    INSERT INTO answer_totals VALUES (0, 0);
    CREATE TRIGGER answers_added AFTER INSERT ON answers BEGIN
      UPDATE answer_totals SET entries = entries + 1, bytes = bytes + new.bytes;
    END;
    CREATE TRIGGER answers_gone AFTER DELETE ON answers BEGIN
      UPDATE answer_totals SET entries = entries - 1, bytes = bytes - old.bytes;
    END;
  `,
};
