import { useEffect } from "react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import { t } from "#renderer/messages/t.ts";
import { announce } from "#renderer/stores/app-announcer.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import { nameOfModel } from "#renderer/stores/models-name.ts";

/** Tells people who listen once that a reply begins and once how it ended; never its words. */
export function useAnnouncedReplies(store: ChatStore): void {
  useEffect(
    () =>
      store.subscribe((state, before) => {
        if (state.messages === before.messages) return;
        const now = state.messages.at(-1);
        const earlier = before.messages.find(({ id }) => id === now?.id);
        if (now?.role !== "assistant") return;
        // A chat that was just opened has no news.
        if (before.messages.length === 0) return;
        const text = newsOf(earlier, now);
        if (text !== undefined) announce(text);
      }),
    [store],
  );
}

export function newsOf(
  before: Pick<BranchMessage, "status"> | undefined,
  now: Pick<BranchMessage, "status" | "model">,
): string | undefined {
  if (before?.status === now.status) return undefined;
  const model = nameOfModel(now.model ?? "");
  if (now.status === "streaming") return t("chat.announce.started", { model });
  if (before?.status !== "streaming") return undefined;
  if (now.status === "complete") return t("chat.announce.done", { model });
  return now.status === "stopped"
    ? t("chat.announce.stopped")
    : t("chat.announce.failed", { model });
}
