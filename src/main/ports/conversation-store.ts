import type {
  BranchMessage,
  Conversation,
  StoredMessage,
} from "#shared/chat/conversation.ts";
import type { MessageHit } from "#shared/chat/message-hit.ts";

export interface ConversationPage {
  readonly conversations: readonly Conversation[];
  readonly total: number;
}

/** What a growing or settled reply writes; absent fields stay as they are. */
export type MessagePatch = Partial<
  Pick<
    StoredMessage,
    | "parts"
    | "status"
    | "servedBy"
    | "finishReason"
    | "usage"
    | "timings"
    | "error"
  >
>;

export type ConversationPatch = Partial<
  Pick<
    Conversation,
    | "title"
    | "pinned"
    | "private"
    | "model"
    | "systemPrompt"
    | "parameters"
    | "cacheChoice"
    | "leafId"
  >
>;

/**
 * Conversations as trees of messages. Synchronous: each call is one short transaction. Throws
 * AppError `not-found`, `store-full`, `store-corrupt`.
 */
export interface ConversationStore {
  /** Without those of comparisons. */
  list(query: {
    search?: string;
    offset: number;
    limit: number;
  }): ConversationPage;
  /** Messages of chats on show that hold a text, newest first, on whatever branch they are. */
  searchMessages(query: {
    search: string;
    limit: number;
  }): readonly MessageHit[];
  get(id: string): Conversation;
  insert(conversation: Conversation): void;
  /** A conversation with its messages, parents before children, in one step. */
  insertWhole(
    conversation: Conversation,
    history: readonly StoredMessage[],
  ): void;
  update(id: string, patch: ConversationPatch, updatedAt: string): Conversation;
  /** Hides or shows again. */
  setRemoved(id: string, removedAt: string | null): void;
  /** Deletes what was hidden before this time for good; returns how many. */
  purge(removedBefore: string): number;

  insertMessage(message: StoredMessage): void;
  message(id: string): BranchMessage;
  updateMessage(id: string, patch: MessagePatch): BranchMessage;
  /** From the root to `leafId`, oldest first: the prompt's history. */
  path(leafId: string): readonly StoredMessage[];
  /** The `limit` newest of that path, older than `before`. */
  branch(query: { leafId: string; before?: string; limit: number }): {
    messages: readonly BranchMessage[];
    hasMore: boolean;
  };
  /** Messages from below this one to `leafId`; undefined where its path does not run through it. */
  countBelow(messageId: string, leafId: string): number | undefined;
  /** Newest leaf below a message, following the newest child each time. */
  newestLeaf(messageId: string): string;
  /** Marks replies that still say `streaming` as `interrupted`; returns their ids. Once, at start. */
  markInterrupted(): readonly string[];
}
