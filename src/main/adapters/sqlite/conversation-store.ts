import { AppError } from "#shared/errors/app-error.ts";
import type { Conversation, StoredMessage } from "#shared/chat/conversation.ts";
import type { ConversationStore } from "#main/ports/conversation-store.ts";
import { durably, type Connection } from "./connection.ts";
import {
  conversation,
  conversationColumns,
  conversationPatchRow,
  conversationRow,
  type ConversationRow,
} from "./conversation-rows.ts";
import { foldText } from "./fold-text.ts";
import { createMessageSearch } from "./message-search.ts";
import { createMessageStore } from "./message-store.ts";

export function createConversationStore(
  connection: Connection,
): ConversationStore {
  const statements = prepareStatements(connection);
  const messages = createMessageStore(connection);

  const insertWhole = connection.transaction(
    (added: Conversation, history: readonly StoredMessage[]) => {
      statements.insert.run(conversationRow(added));
      history.forEach(messages.insertHistory);
    },
  );

  /** Hidden ones, too: a reply may still be settling in them. */
  function get(id: string): Conversation {
    const row = statements.one.get(id);
    if (row === undefined) throw notFound(id);
    return conversation(row);
  }

  return {
    ...messages,
    searchMessages: createMessageSearch(connection),
    get,
    list({ search, offset, limit }) {
      const folded = foldText(search?.trim() ?? "");
      const [page, count] =
        folded === ""
          ? [statements.list, statements.count]
          : [statements.search, statements.countFound];
      const rows = page.all({ folded, offset, limit });
      const total = count.get({ folded }) ?? 0;
      return { conversations: rows.map(conversation), total };
    },
    insert: (added) => void statements.insert.run(conversationRow(added)),
    insertWhole: (added, history) =>
      durably(connection, () => insertWhole.immediate(added, history)),
    update(id, patch, updatedAt) {
      const row = { id, updated_at: updatedAt, ...conversationPatchRow(patch) };
      statements.update.run(row);
      return get(id);
    },
    setRemoved(id, removedAt) {
      if (statements.setRemoved.run(removedAt, id).changes === 0)
        throw notFound(id);
    },
    purge: (removedBefore) => statements.purge.run(removedBefore).changes,
  };
}

function prepareStatements(connection: Connection) {
  type Page = { folded: string; offset: number; limit: number };
  const shown =
    "FROM conversations WHERE removed_at IS NULL AND comparison_id IS NULL";
  const found = `${shown} AND instr(title_folded, @folded) > 0`;
  const page =
    "ORDER BY pinned DESC, updated_at DESC, rowid DESC LIMIT @limit OFFSET @offset";
  const count = (source: string) =>
    connection
      .prepare<[{ folded: string }], number>(`SELECT count(*) ${source}`)
      .pluck();
  return {
    one: connection.prepare<[string], ConversationRow>(
      `SELECT ${conversationColumns} FROM conversations WHERE id = ?`,
    ),
    list: connection.prepare<[Page], ConversationRow>(
      `SELECT ${conversationColumns} ${shown} ${page}`,
    ),
    search: connection.prepare<[Page], ConversationRow>(
      `SELECT ${conversationColumns} ${found} ${page}`,
    ),
    count: count(shown),
    countFound: count(found),
    insert: connection.prepare<[ReturnType<typeof conversationRow>]>(`
      INSERT INTO conversations (id, title, title_folded, pinned, private, model, system_prompt,
        parameters, cache_choice, leaf_id, comparison_id, cost_nano_usd, created_at, updated_at)
      VALUES (@id, @title, @title_folded, @pinned, coalesce(@private, 0), @model, @system_prompt,
        @parameters, @cache_choice, @leaf_id, @comparison_id, @cost_nano_usd, @created_at, @updated_at)`),
    update: connection.prepare<
      [
        ReturnType<typeof conversationPatchRow> & {
          id: string;
          updated_at: string;
        },
      ]
    >(`
      UPDATE conversations SET
        title = coalesce(@title, title),
        title_folded = coalesce(@title_folded, title_folded),
        pinned = coalesce(@pinned, pinned),
        private = coalesce(@private, private),
        model = coalesce(@model, model),
        system_prompt = coalesce(@system_prompt, system_prompt),
        parameters = coalesce(@parameters, parameters),
        cache_choice = coalesce(@cache_choice, cache_choice),
        leaf_id = coalesce(@leaf_id, leaf_id),
        updated_at = @updated_at
      WHERE id = @id`),
    setRemoved: connection.prepare<[string | null, string]>(
      "UPDATE conversations SET removed_at = ? WHERE id = ?",
    ),
    purge: connection.prepare<[string]>(
      "DELETE FROM conversations WHERE removed_at IS NOT NULL AND removed_at < ?",
    ),
  };
}

function notFound(id: string): AppError {
  return new AppError("not-found", {
    message: `There is no conversation ${id}.`,
    data: { id },
  });
}
