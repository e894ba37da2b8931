import type { Migration } from "./migration.ts";

/** Text of a message's parts, as one text. */
const textOf = (parts: string) => `(
  SELECT group_concat(value ->> '$.text', char(10)) FROM json_each(${parts})
  WHERE value ->> '$.type' = 'text'
)`;

const indexText = `
  INSERT INTO chat_texts (rowid, text)
  SELECT NEW.sequence, ${textOf("NEW.parts")}
  FROM conversations c
  WHERE c.id = NEW.conversation_id AND c.comparison_id IS NULL`;

export const chatTexts: Migration = {
  version: 12,
  sql: `
    -- What was written and answered in chats; rowid is the message's sequence.
    CREATE VIRTUAL TABLE chat_texts USING fts5 (
      text, tokenize = 'trigram remove_diacritics 1'
    );
    INSERT INTO chat_texts (rowid, text)
      SELECT m.sequence, ${textOf("m.parts")}
      FROM messages m JOIN conversations c ON c.id = m.conversation_id
      WHERE c.comparison_id IS NULL AND m.status <> 'streaming';
    CREATE TRIGGER chat_texts_inserted AFTER INSERT ON messages
      WHEN NEW.status <> 'streaming'
      BEGIN ${indexText}; END;
    CREATE TRIGGER chat_texts_settled AFTER UPDATE OF status ON messages
      WHEN OLD.status = 'streaming' AND NEW.status <> 'streaming'
      BEGIN ${indexText}; END;
    CREATE TRIGGER chat_texts_deleted AFTER DELETE ON messages
      WHEN EXISTS (SELECT 1 FROM chat_texts WHERE rowid = OLD.sequence)
      BEGIN DELETE FROM chat_texts WHERE rowid = OLD.sequence; END;
  `,
};
