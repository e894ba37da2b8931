import { memo, useState } from "react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import type { Part } from "#shared/chat/message.ts";
import { t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { editKey, hasDraft } from "#renderer/stores/chat-draft.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import { useChat } from "#renderer/stores/chat.ts";
import { AttachedParts } from "#renderer/components/reply/attached-parts.tsx";
import { EditMessage } from "./edit-message.tsx";
import { UserActions } from "./message-actions.tsx";
import styles from "./message.module.css";
import { PlainText } from "#renderer/components/reply/plain-text.tsx";
import { SiblingSwitcher } from "./sibling-switcher.tsx";

/** What a person sent, as it was typed. */
export const UserMessage = memo(function UserMessage({
  store,
  message,
}: {
  readonly store: ChatStore;
  readonly message: BranchMessage;
  readonly last: boolean;
}) {
  const [begun, setBegun] = useState(false);
  const [editing, setEditing] = useState(() => hasDraft(editKey(message.id)));
  const model = useChat(store, (state) => state.conversation?.model);
  const text = textOf(message.parts);

  function edit(): void {
    setBegun(true);
    setEditing(true);
  }

  async function resend(edited: string): Promise<boolean> {
    if (model === undefined) return false;
    const others = message.parts.filter((part) => part.type !== "text");
    const parts: Part[] =
      edited === "" ? others : [{ type: "text", text: edited }, ...others];
    try {
      await store.resend(message, parts, model);
      setEditing(false);
      return true;
    } catch (error) {
      toastError(error);
      return false;
    }
  }

  return (
    <article className={styles.user} aria-label={t("chat.message.you")}>
      <div className={styles.bubble} data-editing={editing}>
        {editing ? (
          <EditMessage
            messageId={message.id}
            text={text}
            canBeEmpty={message.parts.length > 1}
            autoFocus={begun}
            onCancel={() => setEditing(false)}
            onSend={resend}
          />
        ) : (
          <>
            {text !== "" && <PlainText text={text} />}
            <AttachedParts parts={message.parts} />
          </>
        )}
      </div>
      {!editing && (
        <div className={styles.bar}>
          <UserActions
            text={text}
            {...(model === undefined ? {} : { onEdit: edit })}
          />
          <SiblingSwitcher store={store} message={message} />
        </div>
      )}
    </article>
  );
});

export function textOf(parts: readonly Part[]): string {
  return parts
    .filter((part) => part.type === "text")
    .map((part) => part.text)
    .join("\n\n");
}
