import type {
  BranchMessage,
  Conversation,
  ConversationEvent,
  StoredMessage,
} from "#shared/chat/conversation.ts";
import type { Part } from "#shared/chat/message.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { buildMessages } from "#main/domain/prompt/build-messages.ts";
import { titleFrom } from "#main/domain/title/title-from.ts";
import type { Clock } from "#main/ports/clock.ts";
import type {
  ConversationPatch,
  ConversationStore,
} from "#main/ports/conversation-store.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { ChatService } from "../chat/chat.ts";
import type { ModelPreferences } from "../registry/preferences.ts";
import type { ConversationFeed } from "./feed.ts";
import { createRunningReplies } from "./running-replies.ts";

export interface NewMessage {
  readonly conversationId: string;
  readonly parentId?: string | undefined;
  readonly parts: readonly Part[];
  readonly models: readonly string[];
}

export interface SentMessage {
  readonly message: BranchMessage;
  readonly replies: readonly BranchMessage[];
}

export interface Regeneration {
  readonly messageId: string;
  readonly model?: string | undefined;
}

/** Messages that people send and the replies that run for them. */
export interface ReplyService {
  /** Throws `not-found`. What goes wrong with a reply itself is told in the reply. */
  send(input: NewMessage): SentMessage;
  /** Throws `not-found`; `invalid-request` where the message is no reply. */
  regenerate(input: Regeneration): BranchMessage;
  stop(messageId: string): void;
  watch(
    conversationId: string,
    signal: AbortSignal | undefined,
  ): AsyncIterable<ConversationEvent>;
  isStreaming(conversationId: string): boolean;
  /** Settles what runs as interrupted, text kept. */
  dispose(): Promise<void>;
}

export interface ReplyServiceDependencies {
  readonly conversations: ConversationStore;
  readonly chat: ChatService;
  readonly feed: ConversationFeed;
  readonly preferences: ModelPreferences;
  readonly announcements: Announcements;
  readonly clock: Clock;
  readonly newId: () => string;
}

export function createReplyService(
  dependencies: ReplyServiceDependencies,
): ReplyService {
  const { conversations, feed, preferences } = dependencies;
  const tree = createMessageTree(dependencies);
  const running = createRunningReplies({
    ...dependencies,
    onSettled: ({ conversationId }) => tree.touch(conversationId),
  });
  let isClosing = false;

  function start(replies: readonly BranchMessage[]): void {
    for (const reply of replies) {
      feed.publish(reply.conversationId, { type: "message", message: reply });
      running.start(reply, requestFor(reply, conversations));
    }
    // The first one last, so that it is the most recent.
    for (const { model } of replies.toReversed())
      if (model !== undefined) preferences.noteUse(model);
  }

  return {
    send(input) {
      if (isClosing) throw closing();
      const sent = tree.addTurn(input);
      start(sent.replies);
      return sent;
    },
    regenerate(input) {
      if (isClosing) throw closing();
      const reply = tree.addSibling(input);
      start([reply]);
      return reply;
    },
    stop: running.stop,
    watch(conversationId, signal) {
      conversations.get(conversationId);
      const snapshots = () => running.snapshots(conversationId);
      return feed.watch({ conversationId, snapshots }, signal);
    },
    isStreaming: running.isStreaming,
    dispose() {
      isClosing = true;
      return running.dispose();
    },
  };
}

/** New rows in a conversation's tree, told to who watches it. */
function createMessageTree(dependencies: ReplyServiceDependencies) {
  const { conversations, feed, announcements, clock, newId } = dependencies;
  const now = (): string => new Date(clock.now()).toISOString();

  function insert(
    message: Omit<StoredMessage, "id" | "createdAt">,
  ): BranchMessage {
    const id = newId();
    conversations.insertMessage({ ...message, id, createdAt: now() });
    return conversations.message(id);
  }

  function insertReply(parent: BranchMessage, model: string): BranchMessage {
    const { conversationId, id: parentId } = parent;
    return insert({
      conversationId,
      parentId,
      role: "assistant",
      parts: [],
      status: "streaming",
      model,
    });
  }

  function update(id: string, patch: ConversationPatch): void {
    const conversation = conversations.update(id, patch, now());
    feed.publish(id, { type: "conversation", conversation });
    announcements.announce("conversations");
  }

  return {
    addTurn({ conversationId, parentId, parts, models }: NewMessage) {
      const conversation = conversations.get(conversationId);
      if (parentId !== undefined)
        checkMember(conversations.message(parentId), conversationId);
      const message = insert({
        conversationId,
        ...(parentId === undefined ? {} : { parentId }),
        role: "user",
        parts: [...parts],
        status: "complete",
      });
      const inserted = models.map((model) => insertReply(message, model));
      update(conversationId, {
        ...titlePatch(conversation, parts),
        ...(models[0] === undefined ? {} : { model: models[0] }),
        leafId: inserted[0]?.id ?? message.id,
      });
      feed.publish(conversationId, { type: "message", message });
      // Read again: each insertion has given the ones before it a sibling.
      const replies = inserted.map(({ id }) => conversations.message(id));
      return { message, replies };
    },
    addSibling({ messageId, model }: Regeneration): BranchMessage {
      const { role, parentId, model: own } = conversations.message(messageId);
      const asked = model ?? own;
      if (role !== "assistant" || parentId === undefined || !asked)
        throw noReply(messageId);
      const reply = insertReply(conversations.message(parentId), asked);
      update(reply.conversationId, { leafId: reply.id, model: asked });
      return reply;
    },
    /** The cost has grown and the list's order changed; a conversation deleted meanwhile has neither. */
    touch(conversationId: string): void {
      try {
        update(conversationId, {});
      } catch {
        announcements.announce("conversations");
      }
    },
  };
}

function titlePatch(
  { title }: Conversation,
  parts: readonly Part[],
): ConversationPatch {
  return title === "" ? { title: titleFrom(parts) } : {};
}

/** The prompt of a reply: everything above it on its branch. */
function requestFor(
  reply: BranchMessage,
  conversations: ConversationStore,
): ChatRequest {
  const { conversationId, parentId, model = "" } = reply;
  const { systemPrompt, parameters } = conversations.get(conversationId);
  const path = parentId === undefined ? [] : conversations.path(parentId);
  return {
    model,
    messages: buildMessages({ systemPrompt, path, model }),
    parameters,
  };
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

function closing(): AppError {
  return new AppError("interrupted", {
    message: "ModelDocker is closing.",
    retryable: true,
  });
}
