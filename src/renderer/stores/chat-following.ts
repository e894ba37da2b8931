import type { ConversationEvent } from "#shared/chat/conversation.ts";
import { toErrorJson } from "./app-loading.ts";
import { mergeNewest } from "./chat-branch.ts";
import { createEventFold, type EventFold } from "./chat-events.ts";
import { pageSize, type ChatContext } from "./chat-state.ts";

/** Keeps a chat's state as the backend has it. */
export interface ChatFollowing {
  /** The newest page and the conversation's row, anew. */
  read(): Promise<void>;
  /** Follows until the returned function is called; all who do share one stream. */
  watch(): () => void;
}

export function createChatFollowing(context: ChatContext): ChatFollowing {
  const fold: EventFold = createEventFold({
    ...context,
    readBranch: () => reader.read(),
  });
  const reader = createReader(context, fold);
  let watchers = 0;
  let stop = (): void => undefined;

  function leave(): void {
    watchers -= 1;
    if (watchers > 0) return;
    stop();
    reader.forget();
    fold.disconnected();
  }

  return {
    read: reader.read,
    watch: () => {
      watchers += 1;
      if (watchers === 1) stop = startStream(context, fold, reader.read);
      let left = false;
      return () => {
        if (!left) leave();
        left = true;
      };
    },
  };
}

function startStream(
  { id, backend, store }: ChatContext,
  fold: EventFold,
  read: () => Promise<void>,
): () => void {
  return backend.subscribe<ConversationEvent>(
    (options) => backend.client.chat.watch({ conversationId: id }, options),
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

/** Of several readings at once only the last one counts. */
function createReader(
  { id, backend, store, unsaved }: ChatContext,
  fold: EventFold,
) {
  const { conversations } = backend.client;
  let latest = 0;
  return {
    /** What is still on its way comes to nothing. */
    forget: () => {
      latest += 1;
    },
    read: async (): Promise<void> => {
      const number = ++latest;
      try {
        const [conversation, page] = await Promise.all([
          conversations.get({ id }),
          conversations.branch({ id, limit: pageSize }),
        ]);
        if (number !== latest) return;
        store.setState((state) => ({
          ...mergeNewest(state, page),
          conversation: unsaved.over(conversation),
          loading: { status: "ready" },
        }));
        fold.branchRead();
      } catch (error) {
        // What is on show stays on show; only an empty chat tells of the failure.
        if (number !== latest || store.getState().loading.status === "ready")
          return;
        store.setState({
          loading: { status: "failed", error: toErrorJson(error) },
        });
      }
    },
  };
}
