import type { Migration } from "./migration.ts";

/** Text of a message's parts, as one text. */
const textOfParts = `(
  SELECT group_concat(value ->> '$.text', char(10)) FROM json_each(NEW.parts)
  WHERE value ->> '$.type' = 'text'
)`;

const indexText = `
  INSERT INTO comparison_texts (rowid, comparison_id, text)
  SELECT NEW.sequence, c.comparison_id, ${textOfParts}
  FROM conversations c
  WHERE c.id = NEW.conversation_id AND c.comparison_id IS NOT NULL`;

export const comparisons: Migration = {
  version: 4,
  sql: `
    CREATE TABLE comparisons (
      id TEXT NOT NULL UNIQUE,
      title TEXT NOT NULL,
      title_folded TEXT NOT NULL,
      tags TEXT NOT NULL,
      system_prompt TEXT NOT NULL,
      parameters TEXT NOT NULL,
      detail TEXT NOT NULL,
      base TEXT NOT NULL,
      scroll_together INTEGER NOT NULL,
      blind INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      removed_at TEXT
    ) STRICT;
    CREATE INDEX comparisons_shown
      ON comparisons (updated_at) WHERE removed_at IS NULL;
    CREATE INDEX comparisons_removed
      ON comparisons (removed_at) WHERE removed_at IS NOT NULL;

    -- A conversation of a comparison is hidden among the chats.
    ALTER TABLE conversations ADD COLUMN comparison_id TEXT
      REFERENCES comparisons (id) ON DELETE CASCADE;
    DROP INDEX conversations_shown;
    CREATE INDEX conversations_shown ON conversations (pinned, updated_at)
      WHERE removed_at IS NULL AND comparison_id IS NULL;
    CREATE INDEX conversations_of_comparison
      ON conversations (comparison_id, cost_nano_usd)
      WHERE comparison_id IS NOT NULL;

    CREATE TABLE comparison_columns (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      comparison_id TEXT NOT NULL
        REFERENCES comparisons (id) ON DELETE CASCADE,
      conversation_id TEXT NOT NULL UNIQUE
        REFERENCES conversations (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      model TEXT NOT NULL,
      system_prompt TEXT,
      parameters TEXT,
      removed_at TEXT
    ) STRICT;
    CREATE INDEX comparison_columns_by_place
      ON comparison_columns (comparison_id, position);

    -- No foreign keys: a verdict outlives what it was given on.
    CREATE TABLE votes (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      comparison_id TEXT NOT NULL,
      prompt TEXT NOT NULL,
      tags TEXT NOT NULL,
      replies TEXT NOT NULL,
      outcome TEXT NOT NULL,
      blind INTEGER NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX votes_by_comparison ON votes (comparison_id);

    -- Prompts and settled replies of comparisons; rowid is the message's sequence.
    CREATE VIRTUAL TABLE comparison_texts USING fts5 (
      comparison_id UNINDEXED, text, tokenize = 'trigram remove_diacritics 1'
    );
    CREATE TRIGGER comparison_texts_inserted AFTER INSERT ON messages
      WHEN NEW.status <> 'streaming'
      BEGIN ${indexText}; END;
    CREATE TRIGGER comparison_texts_settled AFTER UPDATE OF status ON messages
      WHEN OLD.status = 'streaming' AND NEW.status <> 'streaming'
      BEGIN ${indexText}; END;
    CREATE TRIGGER comparison_texts_deleted AFTER DELETE ON messages
      WHEN EXISTS (SELECT 1 FROM comparison_texts WHERE rowid = OLD.sequence)
      BEGIN DELETE FROM comparison_texts WHERE rowid = OLD.sequence; END;
  `,
};
