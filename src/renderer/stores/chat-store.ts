import { createStore, type StoreApi } from "zustand/vanilla";
import type { Conversation } from "#shared/chat/conversation.ts";
import { createUnsaved } from "./app-unsaved.ts";
import { createChatActions, type ChatActions } from "./chat-actions.ts";
import { createChatFollowing } from "./chat-following.ts";
import type { ChatBackend, ChatState } from "./chat-state.ts";

/** One conversation on show. Its replies run in the backend whether it is watched or not. */
export interface ChatStore extends StoreApi<ChatState>, ChatActions {
  /** Follows the conversation until the returned function is called. */
  watch(): () => void;
}

export function createChatStore(id: string, backend: ChatBackend): ChatStore {
  const store = createStore<ChatState>(() => ({
    loading: { status: "loading" },
    messages: [],
    hasOlder: false,
    loadingOlder: false,
    live: {},
  }));
  const context = {
    id,
    backend,
    store,
    unsaved: createUnsaved<Conversation>(),
  };
  const { read, watch } = createChatFollowing(context);
  return Object.assign(store, createChatActions(context, read), { watch });
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
