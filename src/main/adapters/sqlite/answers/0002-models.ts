import type { Migration } from "../migrations/migration.ts";

export const models: Migration = {
  version: 2,
  sql: `
    -- Kept true by the triggers, as a scan would read every answer.
    CREATE TABLE answer_models (
      instance TEXT NOT NULL,
      model TEXT NOT NULL,
      entries INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      PRIMARY KEY (instance, model)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO answer_models
      SELECT instance, model, count(*), sum(bytes) FROM answers GROUP BY instance, model;

    DROP TRIGGER answers_added;
    DROP TRIGGER answers_gone;
    CREATE TRIGGER answers_added AFTER INSERT ON answers BEGIN
      UPDATE answer_totals SET entries = entries + 1, bytes = bytes + new.bytes;
      INSERT INTO answer_models VALUES (new.instance, new.model, 1, new.bytes)
        ON CONFLICT DO UPDATE SET entries = entries + 1, bytes = bytes + excluded.bytes;
    END;
    CREATE TRIGGER answers_gone AFTER DELETE ON answers BEGIN
      UPDATE answer_totals SET entries = entries - 1, bytes = bytes - old.bytes;
      UPDATE answer_models SET entries = entries - 1, bytes = bytes - old.bytes
        WHERE instance = old.instance AND model = old.model;
      DELETE FROM answer_models
        WHERE instance = old.instance AND model = old.model AND entries = 0;
    END;
  `,
};
