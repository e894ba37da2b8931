import { ChevronLeft, ChevronRight } from "lucide-react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { siblingsOf } from "#renderer/stores/chat-branch.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import styles from "./message.module.css";

/** ‹ 2 of 3 ›: the other versions of a message, each with the branch below it. */
export function SiblingSwitcher({
  store,
  message,
}: {
  readonly store: ChatStore;
  readonly message: BranchMessage;
}) {
  const { position, count, previous, next } = siblingsOf(message);
  if (count < 2) return null;
  const show = (id: string | undefined) => {
    if (id !== undefined) store.selectBranch(id).catch(toastError);
  };
  return (
    <div
      className={styles.siblings}
      role="group"
      aria-label={t("chat.siblings.label")}
    >
      <IconButton
        size="small"
        label={t("chat.siblings.previous")}
        icon={<ChevronLeft size={14} />}
        disabled={previous === undefined}
        onClick={() => show(previous)}
      />
      <span>{t("chat.siblings.position", { position, count })}</span>
      <IconButton
        size="small"
        label={t("chat.siblings.next")}
        icon={<ChevronRight size={14} />}
        disabled={next === undefined}
        onClick={() => show(next)}
      />
    </div>
  );
}
