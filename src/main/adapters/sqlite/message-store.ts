import type {
  BranchMessage,
  StoredMessage,
} from "#shared/chat/conversation.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type {
  ConversationStore,
  MessagePatch,
} from "#main/ports/conversation-store.ts";
import { durably, type Connection } from "./connection.ts";
import {
  branchMessage,
  messageRow,
  patchRow,
  storedMessage,
} from "./message-rows.ts";
import {
  prepareMessageStatements,
  type MessageStatements,
  type Money,
} from "./message-statements.ts";

type Reading = Pick<
  ConversationStore,
  "message" | "path" | "branch" | "countBelow" | "newestLeaf"
>;
type Writing = Pick<
  ConversationStore,
  "insertMessage" | "updateMessage" | "markInterrupted"
>;

interface Copying {
  /** For a transaction of the caller. */
  readonly insertHistory: (message: StoredMessage) => void;
}

const withoutLimit = -1;

/** The tree of messages inside the conversations. */
export function createMessageStore(
  connection: Connection,
): Reading & Writing & Copying {
  const statements = prepareMessageStatements(connection);
  return { ...reading(statements), ...writing(connection, statements) };
}

function reading(statements: MessageStatements): Reading {
  return {
    message: (id) => readMessage(statements, id),
    path(leafId) {
      const rows = statements.path.all({ start: leafId, limit: withoutLimit });
      if (rows.length === 0) throw notFound(leafId);
      return rows.map(storedMessage);
    },
    branch({ leafId, before, limit }) {
      const start = before === undefined ? leafId : parentOf(before);
      if (start === null) return { messages: [], hasMore: false };
      // One more than asked for tells whether there is more.
      const rows = statements.branch.all({ start, limit: limit + 1 });
      if (rows.length === 0) throw notFound(start);
      const hasMore = rows.length > limit;
      const shown = hasMore ? rows.slice(1) : rows;
      return { messages: shown.map(branchMessage), hasMore };
    },
    countBelow: (messageId, leafId) =>
      statements.below.get({ start: leafId, limit: withoutLimit, messageId })
        ?.distance,
    newestLeaf(messageId) {
      const leaf = statements.newestLeaf.get(messageId);
      if (leaf === undefined) throw notFound(messageId);
      return leaf.id;
    },
  };

  function parentOf(id: string): string | null {
    const row = statements.parent.get(id);
    if (row === undefined) throw notFound(id);
    return row.parent_id;
  }
}

const nothing: Money = { cost: 0, saved: 0 };

function writing(
  connection: Connection,
  statements: MessageStatements,
): Writing & Copying {
  const insert = connection.transaction((added: StoredMessage) => {
    const { parentId } = added;
    if (parentId !== undefined) {
      const parent = statements.parent.get(parentId);
      if (parent?.conversation_id !== added.conversationId)
        throw notFound(parentId);
    }
    statements.insert.run(messageRow(added));
    addMoney(added.id, nothing);
  });

  /** Keeps the chat's sums: what a message costs and saves now, less what was counted of it. */
  function addMoney(id: string, before: Money): void {
    const now = statements.money.get(id) ?? nothing;
    const cost = now.cost - before.cost;
    const saved = now.saved - before.saved;
    if (cost !== 0 || saved !== 0) statements.addMoney.run({ id, cost, saved });
  }

  const update = connection.transaction((id: string, patch: MessagePatch) => {
    const before = statements.money.get(id) ?? nothing;
    statements.update.run({ id, ...patchRow(patch) });
    addMoney(id, before);
    return readMessage(statements, id);
  });

  return {
    insertHistory: insert,
    insertMessage(added) {
      const write = () => insert.immediate(added);
      // What a person wrote cannot be asked for again.
      return added.role === "user" ? durably(connection, write) : write();
    },
    updateMessage(id, patch) {
      const write = () => update.immediate(id, patch);
      // What a stream adds each second may be lost to a power cut, a settled reply may not.
      const settles =
        patch.status !== undefined && patch.status !== "streaming";
      return settles ? durably(connection, write) : write();
    },
    markInterrupted: () => statements.interrupt.all().map(({ id }) => id),
  };
}

function readMessage(statements: MessageStatements, id: string): BranchMessage {
  const row = statements.one.get(id);
  if (row === undefined) throw notFound(id);
  return branchMessage(row);
}

function notFound(id: string): AppError {
  return new AppError("not-found", {
    message: `There is no message ${id} in this conversation.`,
    data: { id },
  });
}
