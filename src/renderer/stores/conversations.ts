import { useStore } from "zustand";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { toastError } from "./app-errors.ts";
import { showToast } from "./app-toasts.ts";
import {
  createConversationsStore,
  type ConversationsState,
  type ListedConversation,
} from "./conversations-store.ts";

export const conversations = createConversationsStore(client.conversations);

export function useConversations<Selected>(
  select: (state: ConversationsState) => Selected,
): Selected {
  return useStore(conversations, select);
}

/** Keeps the list as the backend has it until the returned function is called. */
export function followConversations(): () => void {
  return onBackendChange(["conversations"], () => void conversations.reload());
}

/** Removes a conversation; a toast takes it back. Says whether it is gone. */
export async function removeConversation({
  id,
  title,
}: Pick<ListedConversation, "id" | "title">): Promise<boolean> {
  try {
    await conversations.remove(id);
  } catch (error) {
    toastError(error);
    return false;
  }
  showToast({
    text: t("chat.list.removed", {
      title: title === "" ? t("chat.untitled") : title,
    }),
    action: {
      label: t("common.undo"),
      onSelect: () => void conversations.restore(id).catch(toastError),
    },
  });
  return true;
}
