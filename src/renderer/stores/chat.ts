import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { client, subscribe } from "#renderer/rpc/client.ts";
import { onNextFrame } from "./chat-frames.ts";
import type { ChatState } from "./chat-state.ts";
import { createChatStore, type ChatStore } from "./chat-store.ts";

/** Chats left behind that stay in memory, so that going back shows them at once. */
const keptChats = 12;

const chats = new Map<string, ChatStore>();

/** The store of a conversation. Those looked at longest ago are let go; their replies run on. */
export function chatStore(id: string): ChatStore {
  const store =
    chats.get(id) ??
    createChatStore(id, {
      client,
      subscribe,
      createScheduler: onNextFrame,
      now: Date.now,
    });
  chats.delete(id);
  chats.set(id, store);
  for (const oldest of chats.keys()) {
    if (chats.size <= keptChats) break;
    chats.delete(oldest);
  }
  return store;
}

/** Follows a conversation while the component is there. */
export function useWatchedChat(id: string): ChatStore {
  // Kept for as long as the component shows it, however many others are looked at meanwhile.
  const store = useMemo(() => chatStore(id), [id]);
  useEffect(() => store.watch(), [store]);
  return store;
}

export function useChat<Selected>(
  store: ChatStore,
  select: (state: ChatState) => Selected,
): Selected {
  return useStore(store, select);
}
