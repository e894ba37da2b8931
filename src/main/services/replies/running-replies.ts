import type {
  BranchMessage,
  Conversation,
  ConversationEvent,
} from "#shared/chat/conversation.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { ConversationStore } from "#main/ports/conversation-store.ts";
import type { ChatService } from "../chat/chat.ts";
import type { CacheWish } from "../chat/runner.ts";
import type { ConversationFeed } from "./feed.ts";
import { startReplyJob, type ReplyJob } from "./reply-job.ts";

/** Longest time that closing waits for running replies to be settled. */
const closeLimitMs = 3_000;

type ReplySnapshot = Extract<ConversationEvent, { type: "reply-snapshot" }>;

/** The replies that stream now. */
export interface RunningReplies {
  start(reply: BranchMessage, request: ChatRequest, cache?: CacheWish): void;
  stop(messageId: string): void;
  /** Stops everything that runs in a conversation. */
  stopAll(conversationId: string): void;
  isStreaming(conversationId: string): boolean;
  snapshots(conversationId: string): readonly ReplySnapshot[];
  /** Settles all as interrupted, text kept. */
  dispose(): Promise<void>;
}

export interface RunningRepliesDependencies {
  readonly conversations: ConversationStore;
  readonly chat: ChatService;
  readonly feed: ConversationFeed;
  readonly clock: Clock;
  /** After the reply was written and told. */
  readonly onSettled: (message: BranchMessage) => void;
}

export function createRunningReplies(
  dependencies: RunningRepliesDependencies,
): RunningReplies {
  const { conversations, chat, feed, clock, onSettled } = dependencies;
  const jobs = new Map<string, ReplyJob>();
  const jobsIn = (conversationId: string): readonly ReplyJob[] =>
    [...jobs.values()].filter(
      (job) => job.message.conversationId === conversationId,
    );

  return {
    start(reply, request, cache = {}) {
      const { id: messageId, conversationId } = reply;
      const call = callOf(conversations.get(conversationId), request, cache);
      const job = startReplyJob(reply, {
        clock,
        run: (signal, emit) => chat.run(call, signal, emit),
        write: (patch) => conversations.updateMessage(messageId, patch),
        onEvents: (events, sequence) =>
          feed.publish(conversationId, {
            type: "reply-events",
            messageId,
            sequence,
            events: [...events],
          }),
        onSettled(message) {
          jobs.delete(messageId);
          feed.publish(conversationId, { type: "message", message });
          onSettled(message);
        },
      });
      jobs.set(messageId, job);
    },
    stop: (messageId) => jobs.get(messageId)?.stop("stopped"),
    stopAll(conversationId) {
      for (const job of jobsIn(conversationId)) job.stop("stopped");
    },
    isStreaming: (conversationId) => jobsIn(conversationId).length > 0,
    snapshots: (conversationId) =>
      jobsIn(conversationId).map((job) => ({
        type: "reply-snapshot",
        messageId: job.message.id,
        startedAt: job.startedAt,
        ...job.snapshot(),
      })),
    async dispose() {
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

/** What the call's own wish leaves open, the chat decides. */
function callOf(
  conversation: Conversation,
  request: ChatRequest,
  wish: CacheWish,
) {
  const cache = { ...chosenMode(conversation), ...wish };
  return { request, cache, ...askerOf(conversation) };
}

/** The columns of a comparison stand in line as one, and are booked as one. */
function askerOf(conversation: Conversation) {
  const { id: conversationId, comparisonId } = conversation;
  const isPrivate = conversation.private === true;
  return comparisonId === undefined
    ? { isPrivate, origin: conversationId, scopes: { conversationId } }
    : {
        isPrivate,
        origin: comparisonId,
        scopes: { conversationId, comparisonId },
      };
}

/** What the chat wants of the cache, where it wants anything of its own. */
function chosenMode({ cacheChoice = "settings" }: Conversation): CacheWish {
  return cacheChoice === "settings" ? {} : { mode: cacheChoice };
}
