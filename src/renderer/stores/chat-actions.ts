import type { z } from "zod";
import type { cacheWishSchema } from "#shared/chat/cache-choice.ts";
import type { BranchMessage, Conversation } from "#shared/chat/conversation.ts";
import type { Part } from "#shared/chat/message.ts";
import { continueBelow, prependPage, upsertMessage } from "./chat-branch.ts";
import { largestPage, pageSize, type ChatContext } from "./chat-state.ts";

export type ConversationChange = Partial<
  Pick<
    Conversation,
    | "title"
    | "pinned"
    | "private"
    | "model"
    | "systemPrompt"
    | "parameters"
    | "cacheChoice"
  >
>;

type CacheWish = z.infer<typeof cacheWishSchema>;

/** What a person does in a chat. Everything throws AppError where the backend refuses. */
export interface ChatActions {
  loadOlder(): Promise<void>;
  /** Adds a message at the end of the branch and starts its replies. */
  send(parts: readonly Part[], models: readonly string[]): Promise<void>;
  /** A sibling of a user message, answered anew: the edited one. */
  resend(
    message: BranchMessage,
    parts: readonly Part[],
    model: string,
  ): Promise<void>;
  regenerate(
    messageId: string,
    model?: string,
    cache?: CacheWish,
  ): Promise<void>;
  /** Stops every reply of this conversation that streams. */
  stop(): Promise<void>;
  selectBranch(messageId: string): Promise<void>;
  /** Loads a branch as far up as this message, another one than that on show where it must. */
  reveal(messageId: string): Promise<void>;
  /** Shows at once; taken back if it is refused. */
  update(change: ConversationChange): Promise<void>;
}

export function createChatActions(
  context: ChatContext,
  read: () => Promise<void>,
): ChatActions {
  const { id, store, backend, unsaved } = context;
  const { conversations } = backend.client;
  return {
    loadOlder: () => loadOlder(context),
    send: (parts, models) =>
      sendBelow(context, store.getState().messages.at(-1)?.id, {
        parts,
        models,
      }),
    resend: (message, parts, model) =>
      sendBelow(context, message.parentId, { parts, models: [model] }),
    regenerate: (messageId, model, cache) =>
      regenerate(context, messageId, { model, cache }),
    stop: () => stop(context),
    selectBranch: async (messageId) => {
      const conversation = await conversations.selectBranch({ id, messageId });
      store.setState({ conversation: unsaved.over(conversation) });
      await read();
    },
    reveal: (messageId) => reveal(context, messageId),
    update: (change) => update(context, change),
  };
}

async function loadOlder({ id, store, backend }: ChatContext): Promise<void> {
  const { hasOlder, loadingOlder, messages } = store.getState();
  const before = messages[0]?.id;
  if (!hasOlder || loadingOlder || before === undefined) return;
  store.setState({ loadingOlder: true });
  try {
    const page = await backend.client.conversations.branch({
      id,
      before,
      limit: pageSize,
    });
    if (store.getState().messages[0]?.id !== before) return;
    store.setState((state) => ({
      messages: prependPage(state.messages, page),
      hasOlder: page.hasMore,
    }));
  } finally {
    store.setState({ loadingOlder: false });
  }
}

async function reveal(
  { id, store, backend, unsaved }: ChatContext,
  messageId: string,
): Promise<void> {
  const holds = (messages: readonly BranchMessage[]) =>
    messages.some((each) => each.id === messageId);
  if (holds(store.getState().messages)) return;
  const { conversations } = backend.client;
  const { conversation, below } = await conversations.reveal({ id, messageId });
  // Up to the message, and some of what led to it.
  const next = (loaded: number) =>
    Math.min(largestPage, Math.max(0, below - loaded) + pageSize);
  let page = await conversations.branch({ id, limit: next(0) });
  let messages: readonly BranchMessage[] = page.messages;
  while (page.hasMore && !holds(messages)) {
    const before = messages[0]?.id;
    if (before === undefined) break;
    const limit = next(messages.length);
    page = await conversations.branch({ id, before, limit });
    messages = prependPage(messages, page);
  }
  store.setState({
    conversation: unsaved.over(conversation),
    messages,
    hasOlder: page.hasMore,
  });
}

async function sendBelow(
  { id, store, backend }: ChatContext,
  parentId: string | undefined,
  content: {
    readonly parts: readonly Part[];
    readonly models: readonly string[];
  },
): Promise<void> {
  const { message, replies } = await backend.client.chat.send({
    conversationId: id,
    ...(parentId === undefined ? {} : { parentId }),
    parts: [...content.parts],
    models: [...content.models],
  });
  const { messages } = store.getState();
  // The stream may have told of them already, and of more since.
  if (messages.some((each) => each.id === message.id)) return;
  const below = [message, ...replies.slice(0, 1)];
  store.setState({ messages: continueBelow(messages, parentId, below) });
}

async function regenerate(
  { store, backend }: ChatContext,
  messageId: string,
  { model, cache }: { model: string | undefined; cache: CacheWish | undefined },
): Promise<void> {
  const reply = await backend.client.chat.regenerate({
    messageId,
    ...(model === undefined ? {} : { model }),
    ...(cache === undefined ? {} : { cache }),
  });
  const { messages } = store.getState();
  const isKnown = messages.some((each) => each.id === reply.id);
  store.setState({
    messages: isKnown
      ? upsertMessage(messages, reply)
      : continueBelow(messages, reply.parentId, [reply]),
  });
}

async function stop({ store, backend }: ChatContext): Promise<void> {
  const { live, messages } = store.getState();
  const ids = new Set(Object.keys(live));
  for (const { id, status } of messages)
    if (status === "streaming") ids.add(id);
  await Promise.all(
    [...ids].map((messageId) => backend.client.chat.stop({ messageId })),
  );
}

async function update(
  { id, store, backend, unsaved }: ChatContext,
  change: ConversationChange,
): Promise<void> {
  const before = store.getState().conversation;
  const release = unsaved.hold(change);
  if (before !== undefined)
    store.setState({ conversation: unsaved.over(before) });
  try {
    const { conversations } = backend.client;
    const saved = await conversations.update({ id, ...change });
    release();
    store.setState({ conversation: unsaved.over(saved) });
  } catch (error) {
    release();
    if (before !== undefined)
      store.setState({ conversation: unsaved.over(before) });
    throw error;
  }
}
