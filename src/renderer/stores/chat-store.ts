import type { ContractRouterClient } from "@orpc/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type {
  BranchMessage,
  Conversation,
  ConversationEvent,
} from "#shared/chat/conversation.ts";
import type { Part } from "#shared/chat/message.ts";
import type { AppError } from "#shared/errors/app-error.ts";
import type { Contract } from "#shared/rpc/contract.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";
import {
  continueBelow,
  mergeNewest,
  prependPage,
  upsertMessage,
} from "./chat-branch.ts";
import { createEventFold } from "./chat-events.ts";
import type { CreateScheduler } from "./chat-frames.ts";
import type { LiveReply } from "./chat-live.ts";

export interface ChatState {
  readonly loading: Loading;
  readonly conversation?: Conversation;
  /** The branch on show as far as it is loaded, newest last. */
  readonly messages: readonly BranchMessage[];
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  /** Replies that stream now, by message id. */
  readonly live: Readonly<Record<string, LiveReply>>;
}

type Client = ContractRouterClient<Contract>;

/** What a chat needs of the backend; `subscribe` follows a stream over lost connections. */
export interface ChatBackend {
  readonly client: Pick<Client, "chat" | "conversations">;
  readonly subscribe: <Event>(
    open: (options: { signal: AbortSignal }) => Promise<AsyncIterable<Event>>,
    handlers: {
      readonly onOpen?: () => void;
      readonly onEvent: (event: Event) => void;
      readonly onError?: (error: AppError) => void;
    },
  ) => () => void;
  readonly createScheduler: CreateScheduler;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Resolves once the conversation was read, or could not be. */
export function chatIsRead(store: StoreApi<ChatState>): Promise<void> {
  return new Promise((resolve) => {
    const check = (state: ChatState): void => {
      if (state.loading.status === "loading") return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = store.subscribe(check);
    check(store.getState());
  });
}

export type ConversationChange = Partial<
  Pick<
    Conversation,
    "title" | "pinned" | "model" | "systemPrompt" | "parameters"
  >
>;

/** One conversation on show. Its replies run in the backend whether it is watched or not. */
export interface ChatStore extends StoreApi<ChatState> {
  /** Follows the conversation until the returned function is called. */
  watch(): () => void;
  loadOlder(): Promise<void>;
  /** Adds a message at the end of the branch and starts its replies. Throws AppError. */
  send(parts: readonly Part[], models: readonly string[]): Promise<void>;
  /** A sibling of a user message, answered anew: the edited one. */
  resend(
    message: BranchMessage,
    parts: readonly Part[],
    model: string,
  ): Promise<void>;
  regenerate(messageId: string, model?: string): Promise<void>;
  /** Stops every reply of this conversation that streams. */
  stop(): Promise<void>;
  selectBranch(messageId: string): Promise<void>;
  /** Shows at once; taken back, with the failure thrown, if it is refused. */
  update(change: ConversationChange): Promise<void>;
}

const pageSize = 200;

export function createChatStore(id: string, backend: ChatBackend): ChatStore {
  const { chat, conversations } = backend.client;
  const store = createStore<ChatState>(() => ({
    loading: { status: "loading" },
    messages: [],
    hasOlder: false,
    loadingOlder: false,
    live: {},
  }));
  let latestRead = 0;
  const fold = createEventFold({ store, backend, readBranch: () => read() });

  async function read(): Promise<void> {
    const number = ++latestRead;
    try {
      const [conversation, page] = await Promise.all([
        conversations.get({ id }),
        conversations.branch({ id, limit: pageSize }),
      ]);
      if (number !== latestRead) return;
      store.setState((state) => ({
        ...mergeNewest(state, page),
        conversation,
        loading: { status: "ready" },
      }));
      fold.branchRead();
    } catch (error) {
      if (number !== latestRead) return;
      if (store.getState().loading.status === "ready") return;
      store.setState({
        loading: { status: "failed", error: toErrorJson(error) },
      });
    }
  }

  let watchers = 0;
  let stopWatching = (): void => undefined;

  function startWatching(): void {
    stopWatching = backend.subscribe<ConversationEvent>(
      (options) => chat.watch({ conversationId: id }, options),
      {
        onOpen: () => {
          fold.connected();
          void read();
        },
        onEvent: fold.receive,
        onError: (error) =>
          store.setState({
            loading: { status: "failed", error: error.toJSON() },
          }),
      },
    );
  }

  /** All who watch share one stream. */
  function watch(): () => void {
    let leave: (() => void) | undefined = () => {
      watchers -= 1;
      if (watchers > 0) return;
      stopWatching();
      latestRead += 1;
      fold.disconnected();
    };
    watchers += 1;
    if (watchers === 1) startWatching();
    return () => {
      leave?.();
      leave = undefined;
    };
  }

  function showBelow(
    parentId: string | undefined,
    below: readonly BranchMessage[],
  ): void {
    store.setState((state) => ({
      messages: continueBelow(state.messages, parentId, below),
    }));
  }

  async function sendBelow(
    parentId: string | undefined,
    parts: readonly Part[],
    models: readonly string[],
  ): Promise<void> {
    const { message, replies } = await chat.send({
      conversationId: id,
      ...(parentId === undefined ? {} : { parentId }),
      parts: [...parts],
      models: [...models],
    });
    const known = store.getState().messages;
    // The stream may have told of them already, and of more since.
    if (known.some((each) => each.id === message.id)) return;
    showBelow(parentId, [message, ...replies.slice(0, 1)]);
  }

  return Object.assign(store, {
    watch,
    loadOlder: async () => {
      const { hasOlder, loadingOlder, messages } = store.getState();
      const before = messages[0]?.id;
      if (!hasOlder || loadingOlder || before === undefined) return;
      store.setState({ loadingOlder: true });
      try {
        const page = await conversations.branch({
          id,
          before,
          limit: pageSize,
        });
        store.setState((state) =>
          state.messages[0]?.id === before
            ? {
                messages: prependPage(state.messages, page),
                hasOlder: page.hasMore,
              }
            : {},
        );
      } finally {
        store.setState({ loadingOlder: false });
      }
    },
    send: (parts, models) =>
      sendBelow(store.getState().messages.at(-1)?.id, parts, models),
    resend: (message, parts, model) =>
      sendBelow(message.parentId, parts, [model]),
    regenerate: async (messageId, model) => {
      const reply = await chat.regenerate({
        messageId,
        ...(model === undefined ? {} : { model }),
      });
      const known = store.getState().messages;
      if (known.some((each) => each.id === reply.id))
        store.setState({ messages: upsertMessage(known, reply) });
      else showBelow(reply.parentId, [reply]);
    },
    stop: async () => {
      const { live, messages } = store.getState();
      const streaming = messages.filter(({ status }) => status === "streaming");
      const ids = new Set([
        ...Object.keys(live),
        ...streaming.map((message) => message.id),
      ]);
      await Promise.all([...ids].map((messageId) => chat.stop({ messageId })));
    },
    selectBranch: async (messageId) => {
      const conversation = await conversations.selectBranch({ id, messageId });
      store.setState({ conversation });
      await read();
    },
    update: async (change) => {
      const before = store.getState().conversation;
      if (before !== undefined)
        store.setState({ conversation: { ...before, ...change } });
      try {
        const conversation = await conversations.update({ id, ...change });
        store.setState({ conversation });
      } catch (error) {
        if (before !== undefined) store.setState({ conversation: before });
        throw error;
      }
    },
  } satisfies Omit<ChatStore, keyof StoreApi<ChatState>>);
}
