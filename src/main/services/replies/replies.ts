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
import type { ConversationStore } from "#main/ports/conversation-store.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { ChatService } from "../chat/chat.ts";
import type { ModelPreferences } from "../registry/preferences.ts";
import type { ConversationFeed } from "./feed.ts";
import { startReplyJob, type ReplyJob } from "./reply-job.ts";

/** Longest time that closing waits for running replies to be settled. */
const closeLimitMs = 3_000;

export interface SentMessage {
  readonly message: BranchMessage;
  readonly replies: readonly BranchMessage[];
}

/** Messages that people send and the replies that run for them. */
export interface ReplyService {
  /** Throws `not-found`. What goes wrong with a reply itself is told in the reply. */
  send(input: {
    readonly conversationId: string;
    readonly parentId?: string | undefined;
    readonly parts: readonly Part[];
    readonly models: readonly string[];
  }): SentMessage;
  /** Throws `not-found`; `invalid-request` where the message is no reply. */
  regenerate(input: {
    readonly messageId: string;
    readonly model?: string | undefined;
  }): BranchMessage;
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
  const { conversations, chat, feed, preferences, announcements } =
    dependencies;
  const { clock, newId } = dependencies;
  const jobs = new Map<string, ReplyJob>();
  let isClosing = false;

  const now = (): string => new Date(clock.now()).toISOString();

  function insert(
    message: Omit<StoredMessage, "id" | "createdAt">,
  ): BranchMessage {
    const id = newId();
    conversations.insertMessage({ ...message, id, createdAt: now() });
    return conversations.message(id);
  }

  function insertReply(parent: BranchMessage, model: string): BranchMessage {
    return insert({
      conversationId: parent.conversationId,
      parentId: parent.id,
      role: "assistant",
      parts: [],
      status: "streaming",
      model,
    });
  }

  function publishMessage(message: BranchMessage): void {
    feed.publish(message.conversationId, { type: "message", message });
  }

  function updateConversation(
    id: string,
    patch: Parameters<ConversationStore["update"]>[1],
  ): void {
    const conversation = conversations.update(id, patch, now());
    feed.publish(id, { type: "conversation", conversation });
    announcements.announce("conversations");
  }

  function requestFor(
    conversation: Conversation,
    parentId: string,
    model: string,
  ): ChatRequest {
    const { systemPrompt, parameters } = conversation;
    const path = conversations.path(parentId);
    return {
      model,
      messages: buildMessages({ systemPrompt, path, model }),
      parameters,
    };
  }

  function start(reply: BranchMessage, request: ChatRequest): void {
    const { id: messageId, conversationId } = reply;
    const job = startReplyJob(reply, {
      clock,
      run: (signal) => chat.run({ request, origin: conversationId }, signal),
      write: (patch) => conversations.updateMessage(messageId, patch),
      onEvents(events, sequence) {
        feed.publish(conversationId, {
          type: "reply-events",
          messageId,
          sequence,
          events: [...events],
        });
      },
      onSettled(message) {
        jobs.delete(messageId);
        publishMessage(message);
        touch(conversationId);
      },
    });
    jobs.set(messageId, job);
  }

  /** The cost has grown and the list's order changed; a conversation deleted meanwhile has neither. */
  function touch(conversationId: string): void {
    try {
      updateConversation(conversationId, {});
    } catch {
      announcements.announce("conversations");
    }
  }

  function noteModels(models: readonly string[]): void {
    for (const model of [...models].reverse()) preferences.noteUse(model);
  }

  return {
    send({ conversationId, parentId, parts, models }) {
      if (isClosing) throw closing();
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
      const replies = models.map((model) => insertReply(message, model));
      const [first] = replies;
      updateConversation(conversationId, {
        ...(conversation.title === "" ? { title: titleFrom(parts) } : {}),
        ...(models[0] === undefined ? {} : { model: models[0] }),
        leafId: first?.id ?? message.id,
      });
      publishMessage(message);
      // Read again: each insertion has given the ones before it a sibling.
      const shown = replies.map(({ id }) => conversations.message(id));
      shown.forEach(publishMessage);
      for (const reply of shown)
        start(reply, requestFor(conversation, message.id, reply.model ?? ""));
      noteModels(models);
      return { message, replies: shown };
    },
    regenerate({ messageId, model }) {
      if (isClosing) throw closing();
      const old = conversations.message(messageId);
      const { conversationId, parentId } = old;
      const asked = model ?? old.model;
      if (old.role !== "assistant" || parentId === undefined || !asked)
        throw noReply(messageId);
      const conversation = conversations.get(conversationId);
      const parent = conversations.message(parentId);
      const reply = insertReply(parent, asked);
      updateConversation(conversationId, { leafId: reply.id, model: asked });
      publishMessage(reply);
      start(reply, requestFor(conversation, parentId, asked));
      noteModels([asked]);
      return reply;
    },
    stop: (messageId) => jobs.get(messageId)?.stop("stopped"),
    watch(conversationId, signal) {
      conversations.get(conversationId);
      const snapshots = () =>
        [...jobs.values()]
          .filter((job) => job.message.conversationId === conversationId)
          .map((job) => ({
            type: "reply-snapshot" as const,
            messageId: job.message.id,
            startedAt: job.startedAt,
            ...job.snapshot(),
          }));
      return feed.watch({ conversationId, snapshots }, signal);
    },
    isStreaming: (conversationId) =>
      [...jobs.values()].some(
        (job) => job.message.conversationId === conversationId,
      ),
    async dispose() {
      isClosing = true;
      const running = [...jobs.values()];
      for (const job of running) job.stop("interrupted");
      const limit = new AbortController();
      await Promise.race([
        Promise.all(running.map((job) => job.done)),
        clock.sleep(closeLimitMs, limit.signal).catch(() => undefined),
      ]);
      limit.abort();
    },
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
