import { Ellipsis, Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { memo, useRef, useState, type KeyboardEvent } from "react";
import { IconButton } from "#renderer/components/icon-button.tsx";
import {
  ContextMenu,
  Menu,
  type MenuEntry,
} from "#renderer/components/menu.tsx";
import { t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { navigate, useNavigation } from "#renderer/stores/app-navigation.ts";
import type { ListedConversation } from "#renderer/stores/conversations-store.ts";
import {
  conversations,
  removeConversation,
} from "#renderer/stores/conversations.ts";
import styles from "./chat-sidebar.module.css";
import { TitleField } from "#renderer/components/title-field.tsx";

/** One chat of the list: opens it; F2 renames, Delete removes. */
export const ConversationRow = memo(function ConversationRow({
  conversation,
  current,
  reachable,
}: {
  readonly conversation: ListedConversation;
  readonly current: boolean;
  /** True for the one row that Tab reaches. */
  readonly reachable: boolean;
}) {
  const { id, pinned, streaming } = conversation;
  const [renaming, setRenaming] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const title =
    conversation.title === "" ? t("chat.untitled") : conversation.title;

  const entries: readonly MenuEntry[] = [
    {
      label: t("chat.list.rename"),
      icon: <Pencil size={16} />,
      shortcut: "F2",
      // After the menu has given the focus back.
      onSelect: () => setTimeout(() => setRenaming(true)),
    },
    {
      label: t(pinned ? "chat.list.unpin" : "chat.list.pin"),
      icon: pinned ? <PinOff size={16} /> : <Pin size={16} />,
      onSelect: () =>
        void conversations.setPinned(id, !pinned).catch(toastError),
    },
    "separator",
    {
      label: t("chat.list.delete"),
      icon: <Trash2 size={16} />,
      danger: true,
      onSelect: () => void removeAndLeave(conversation),
    },
  ];

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "F2") setRenaming(true);
    else if (event.key === "Delete") void removeAndLeave(conversation);
    else return;
    event.preventDefault();
  }

  if (renaming)
    return (
      <div className={styles.row} data-current={current}>
        <TitleField
          className={styles.rename}
          title={title}
          onSave={(next) =>
            void conversations.rename(id, next).catch(toastError)
          }
          onClose={() => {
            setRenaming(false);
            requestAnimationFrame(() => opener.current?.focus());
          }}
        />
      </div>
    );
  return (
    <ContextMenu entries={entries}>
      <div className={styles.row} data-current={current}>
        <button
          ref={opener}
          type="button"
          className={styles.open}
          aria-current={current ? "true" : undefined}
          tabIndex={reachable ? 0 : -1}
          onClick={() => navigate("chat", id)}
          onDoubleClick={() => setRenaming(true)}
          onKeyDown={onKeyDown}
        >
          <span className={styles.title}>{title}</span>
          {streaming && (
            <span
              className={styles.dot}
              role="img"
              aria-label={t("chat.list.streaming")}
            />
          )}
        </button>
        <Menu
          align="end"
          trigger={
            <IconButton
              size="small"
              className={styles.more}
              tabIndex={reachable ? 0 : -1}
              label={t("chat.list.actions", { title })}
              icon={<Ellipsis size={16} />}
            />
          }
          entries={entries}
        />
      </div>
    </ContextMenu>
  );
});

async function removeAndLeave(conversation: ListedConversation): Promise<void> {
  const removed = await removeConversation(conversation);
  if (removed && useNavigation.getState().argument === conversation.id)
    navigate("chat", undefined, { replace: true });
}
