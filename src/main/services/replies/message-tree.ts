import type {
  BranchMessage,
  Conversation,
  StoredMessage,
} from "#shared/chat/conversation.ts";
import type { Part } from "#shared/chat/message.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { titleFrom } from "#main/domain/title/title-from.ts";
import type { Clock } from "#main/ports/clock.ts";
import type {
  ConversationPatch,
  ConversationStore,
} from "#main/ports/conversation-store.ts";
import type { CacheWish } from "../chat/runner.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { ConversationFeed } from "./feed.ts";

export interface NewMessage {
  readonly conversationId: string;
  readonly parentId?: string | undefined;
  readonly parts: readonly Part[];
  readonly models: readonly string[];
  readonly cache?: CacheWish | undefined;
}

export interface SentMessage {
  readonly message: BranchMessage;
  readonly replies: readonly BranchMessage[];
}

export interface Regeneration {
  readonly messageId: string;
  readonly model?: string | undefined;
  readonly cache?: CacheWish | undefined;
}

/** New rows in a conversation's tree, told to who watches it. */
export interface MessageTree {
  /** A message and an empty reply per model. Throws `not-found`. */
  addTurn(input: NewMessage): SentMessage;
  /** An empty reply beside another one. Throws `not-found`, `invalid-request`. */
  addSibling(input: Regeneration): BranchMessage;
  /** The cost has grown and the list's order changed; a conversation deleted meanwhile has neither. */
  touch(conversationId: string): void;
}

export interface MessageTreeDependencies {
  readonly conversations: ConversationStore;
  readonly feed: ConversationFeed;
  readonly announcements: Announcements;
  readonly clock: Clock;
  readonly newId: () => string;
}

export function createMessageTree(
  dependencies: MessageTreeDependencies,
): MessageTree {
  const { conversations, feed, announcements, clock, newId } = dependencies;
  const now = (): string => new Date(clock.now()).toISOString();

  function insert(
    message: Omit<StoredMessage, "id" | "createdAt">,
  ): BranchMessage {
    const id = newId();
    conversations.insertMessage({ ...message, id, createdAt: now() });
    return conversations.message(id);
  }

  function update(id: string, patch: ConversationPatch): void {
    const conversation = conversations.update(id, patch, now());
    feed.publish(id, { type: "conversation", conversation });
    announcements.announce(
      conversation.comparisonId === undefined ? "conversations" : "comparisons",
    );
  }

  return {
    addTurn(input) {
      const { conversationId, parentId, parts, models } = input;
      const conversation = conversations.get(conversationId);
      if (parentId !== undefined)
        checkMember(conversations.message(parentId), conversationId);
      const message = insert(userMessage(input));
      const inserted = models.map((model) =>
        insert(emptyReplyTo(message, model)),
      );
      update(conversationId, {
        ...titlePatch(conversation, parts),
        ...leafPatch(inserted[0] ?? message),
      });
      feed.publish(conversationId, { type: "message", message });
      // Read again: each insertion has given the ones before it a sibling.
      const replies = inserted.map(({ id }) => conversations.message(id));
      return { message, replies };
    },
    addSibling({ messageId, model }) {
      const { role, parentId, model: own } = conversations.message(messageId);
      const asked = model ?? own;
      if (role !== "assistant" || parentId === undefined || !asked)
        throw noReply(messageId);
      const reply = insert(
        emptyReplyTo(conversations.message(parentId), asked),
      );
      update(reply.conversationId, leafPatch(reply));
      return reply;
    },
    touch(conversationId) {
      try {
        update(conversationId, {});
      } catch {
        announcements.announce("conversations");
      }
    },
  };
}

function userMessage({
  conversationId,
  parentId,
  parts,
}: NewMessage): Omit<StoredMessage, "id" | "createdAt"> {
  return {
    conversationId,
    ...(parentId === undefined ? {} : { parentId }),
    role: "user",
    parts: [...parts],
    status: "complete",
  };
}

function emptyReplyTo(
  parent: BranchMessage,
  model: string,
): Omit<StoredMessage, "id" | "createdAt"> {
  return {
    conversationId: parent.conversationId,
    parentId: parent.id,
    role: "assistant",
    parts: [],
    status: "streaming",
    model,
  };
}

function titlePatch(
  { title }: Conversation,
  parts: readonly Part[],
): ConversationPatch {
  return title === "" ? { title: titleFrom(parts) } : {};
}

/** The branch goes on from this message, and the next one goes to its model. */
function leafPatch({ id, model }: BranchMessage): ConversationPatch {
  return model === undefined ? { leafId: id } : { leafId: id, model };
}

function checkMember(message: BranchMessage, conversationId: string): void {
  if (message.conversationId === conversationId) return;
  throw new AppError("not-found", {
    message: "There is no such message in this conversation.",
    data: { id: message.id },
  });
}

function noReply(id: string): AppError {
  return new AppError("invalid-request", {
    message: "Only a reply can be generated again.",
    data: { id, parameter: "messageId" },
  });
}
