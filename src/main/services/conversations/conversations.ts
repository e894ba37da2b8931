import type { BranchMessage, Conversation } from "#shared/chat/conversation.ts";
import type { MessageHit } from "#shared/chat/message-hit.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { Settings } from "#shared/settings/schema.ts";
import type { Clock } from "#main/ports/clock.ts";
import type {
  ConversationPatch,
  ConversationStore,
} from "#main/ports/conversation-store.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { ConversationFeed } from "../replies/feed.ts";

const undoMs = 24 * 3_600_000;
const purgeEveryMs = 3_600_000;

interface NewConversation {
  readonly model?: string | undefined;
  readonly private?: boolean | undefined;
}

/** Conversations as rows; what happens in them is the reply service's. */
export interface ConversationService {
  list(query: {
    readonly search?: string | undefined;
    readonly offset: number;
    readonly limit: number;
  }): {
    readonly conversations: readonly Conversation[];
    readonly total: number;
  };
  create(wish: NewConversation): Conversation;
  get(id: string): Conversation;
  branch(query: {
    readonly id: string;
    readonly before?: string | undefined;
    readonly limit: number;
  }): {
    readonly messages: readonly BranchMessage[];
    readonly hasMore: boolean;
  };
  update(id: string, patch: ConversationPatch): Conversation;
  selectBranch(id: string, messageId: string): Conversation;
  search(query: { readonly search: string; readonly limit: number }): {
    readonly hits: readonly MessageHit[];
    readonly hasMore: boolean;
  };
  reveal(
    id: string,
    messageId: string,
  ): { readonly conversation: Conversation; readonly below: number };
  remove(id: string): void;
  restore(id: string): Conversation;
  /** Deletes for good what was removed a day ago, now and each hour until the signal aborts. */
  purgeRemoved(signal: AbortSignal): Promise<void>;
}

export interface ConversationServiceDependencies {
  readonly conversations: ConversationStore;
  readonly feed: ConversationFeed;
  readonly announcements: Announcements;
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly newId: () => string;
}

export function createConversationService(
  dependencies: ConversationServiceDependencies,
): ConversationService {
  const { conversations, feed, announcements, clock } = dependencies;
  const now = (): string => new Date(clock.now()).toISOString();

  function changed(conversation: Conversation): Conversation {
    feed.publish(conversation.id, { type: "conversation", conversation });
    announcements.announce("conversations");
    return conversation;
  }

  return {
    list({ search, offset, limit }) {
      const query = search?.trim() ? { search: search.trim() } : {};
      return conversations.list({ ...query, offset, limit });
    },
    create(wish) {
      const conversation = emptyConversation(dependencies, wish);
      conversations.insert(conversation);
      announcements.announce("conversations");
      return conversation;
    },
    get: (id) => conversations.get(id),
    ...createBranches(conversations, changed),
    update(id, patch) {
      const { updatedAt } = conversations.get(id);
      // Settings of a chat are no news in it: its place in the list stays.
      return changed(conversations.update(id, patch, updatedAt));
    },
    search({ search, limit }) {
      // One more than asked for tells whether there is more.
      const hits = conversations.searchMessages({ search, limit: limit + 1 });
      return { hits: hits.slice(0, limit), hasMore: hits.length > limit };
    },
    remove(id) {
      conversations.setRemoved(id, now());
      announcements.announce("conversations");
    },
    restore(id) {
      conversations.setRemoved(id, null);
      return changed(conversations.get(id));
    },
    async purgeRemoved(signal) {
      while (!signal.aborted) {
        purge(conversations, clock.now() - undoMs);
        await clock.sleep(purgeEveryMs, signal).catch(() => undefined);
      }
    },
  };
}

/** Which line of a conversation's tree is on show. */
function createBranches(
  conversations: ConversationStore,
  changed: (conversation: Conversation) => Conversation,
): Pick<ConversationService, "branch" | "selectBranch" | "reveal"> {
  function selectBranch(id: string, messageId: string): Conversation {
    const { updatedAt } = conversations.get(id);
    if (conversations.message(messageId).conversationId !== id)
      throw notHere(messageId);
    const leafId = conversations.newestLeaf(messageId);
    return changed(conversations.update(id, { leafId }, updatedAt));
  }

  const below = (messageId: string, { leafId }: Conversation) =>
    leafId === undefined
      ? undefined
      : conversations.countBelow(messageId, leafId);

  return {
    branch({ id, before, limit }) {
      const { leafId } = conversations.get(id);
      if (leafId === undefined) return { messages: [], hasMore: false };
      return conversations.branch({
        leafId,
        ...(before === undefined ? {} : { before }),
        limit,
      });
    },
    selectBranch,
    reveal(id, messageId) {
      const now = conversations.get(id);
      const onShow = below(messageId, now);
      if (onShow !== undefined) return { conversation: now, below: onShow };
      const conversation = selectBranch(id, messageId);
      return { conversation, below: below(messageId, conversation) ?? 0 };
    },
  };
}

function purge(conversations: ConversationStore, before: number): void {
  try {
    conversations.purge(new Date(before).toISOString());
  } catch {
    // The store's trouble shows wherever people write; the next hour tries again.
  }
}

function emptyConversation(
  { settings, clock, newId }: ConversationServiceDependencies,
  { model, private: isPrivate }: NewConversation,
): Conversation {
  const time = new Date(clock.now()).toISOString();
  return {
    id: newId(),
    title: "",
    pinned: false,
    ...(isPrivate === true ? { private: true } : {}),
    ...(model === undefined ? {} : { model }),
    systemPrompt: settings().defaultSystemPrompt,
    parameters: {},
    costNanoUsd: 0,
    createdAt: time,
    updatedAt: time,
  };
}

function notHere(id: string): AppError {
  return new AppError("not-found", {
    message: "There is no such message in this conversation.",
    data: { id },
  });
}
