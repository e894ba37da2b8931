import { RotateCcw, RotateCw, Square } from "lucide-react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import type { MenuEntry } from "#renderer/components/menu.tsx";
import { t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";

/** Stops the reply, or asks for another; one from the cache also past the cache. */
export function askEntries(
  chat: ChatStore,
  reply: BranchMessage | undefined,
  { isLast, hidden }: { readonly isLast: boolean; readonly hidden: boolean },
): readonly MenuEntry[] {
  if (reply?.status === "streaming")
    return [
      {
        label: t("compare.action.stop"),
        icon: <Square size={16} />,
        onSelect: () => void chat.stop().catch(toastError),
      },
    ];
  const ask = (refresh: boolean): void => {
    if (reply !== undefined)
      void chat
        .regenerate(reply.id, undefined, refresh ? { refresh } : undefined)
        .catch(toastError);
  };
  const retry: MenuEntry = {
    label: t("compare.action.retry"),
    icon: <RotateCcw size={16} />,
    disabled: reply === undefined || !isLast,
    onSelect: () => ask(false),
  };
  if (hidden || reply?.servedBy?.cached === undefined) return [retry];
  return [
    retry,
    {
      label: t("cache.mark.askAgain"),
      icon: <RotateCw size={16} />,
      disabled: !isLast,
      onSelect: () => ask(true),
    },
  ];
}
