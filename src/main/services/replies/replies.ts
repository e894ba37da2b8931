import type {
  BranchMessage,
  ConversationEvent,
} from "#shared/chat/conversation.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { buildMessages } from "#main/domain/prompt/build-messages.ts";
import type { ConversationStore } from "#main/ports/conversation-store.ts";
import type { ChatService } from "../chat/chat.ts";
import type { CacheWish } from "../chat/runner.ts";
import type { ModelPreferences } from "../registry/preferences.ts";
import {
  createMessageTree,
  type MessageTreeDependencies,
  type NewMessage,
  type Regeneration,
  type SentMessage,
} from "./message-tree.ts";
import { createRunningReplies } from "./running-replies.ts";

/** Messages that people send and the replies that run for them. */
export interface ReplyService {
  /** Throws `not-found`. What goes wrong with a reply itself is told in the reply. */
  send(input: NewMessage): SentMessage;
  /** Throws `not-found`; `invalid-request` where the message is no reply. */
  regenerate(input: Regeneration): BranchMessage;
  stop(messageId: string): void;
  /** Stops everything that runs in a conversation. */
  stopAll(conversationId: string): void;
  watch(
    conversationId: string,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ConversationEvent, void>;
  isStreaming(conversationId: string): boolean;
  /** Settles what runs as interrupted, text kept. */
  dispose(): Promise<void>;
}

export interface ReplyServiceDependencies extends MessageTreeDependencies {
  readonly chat: ChatService;
  readonly preferences: ModelPreferences;
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

  function start(replies: readonly BranchMessage[], cache: CacheWish): void {
    for (const reply of replies) {
      feed.publish(reply.conversationId, { type: "message", message: reply });
      running.start(reply, requestFor(reply, conversations), cache);
    }
    // The first one last, so that it is the most recent.
    for (const { model } of replies.toReversed())
      if (model !== undefined) preferences.noteUse(model);
  }

  return {
    send(input) {
      if (isClosing) throw closing();
      const sent = tree.addTurn(input);
      start(sent.replies, input.cache ?? {});
      return sent;
    },
    regenerate(input) {
      if (isClosing) throw closing();
      const reply = tree.addSibling(input);
      // Who asks the same model again wants to see another answer.
      const refresh = input.model === undefined;
      start([reply], { refresh, ...input.cache });
      return reply;
    },
    stop: running.stop,
    stopAll: running.stopAll,
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

function closing(): AppError {
  return new AppError("interrupted", {
    message: "ModelDocker is closing.",
    retryable: true,
  });
}
