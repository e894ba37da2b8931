import { memo } from "react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import { ModelMark } from "#renderer/components/model-mark.tsx";
import { t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import { useChat } from "#renderer/stores/chat.ts";
import styles from "./message.module.css";
import { ReplyActions } from "./message-actions.tsx";
import { ReplyEnding } from "./reply-ending.tsx";
import { ReplyParts } from "#renderer/components/reply/reply-parts.tsx";
import { LiveStatus, SettledStatus } from "./reply-status.tsx";
import { ReplyWhere } from "./reply-where.tsx";
import { SiblingSwitcher } from "./sibling-switcher.tsx";
import { useModelName } from "#renderer/stores/models-name.ts";

/** A reply: who wrote it and where the text went, what came, and how it went. */
export const ReplyMessage = memo(function ReplyMessage({
  store,
  message,
  last,
}: {
  readonly store: ChatStore;
  readonly message: BranchMessage;
  readonly last: boolean;
}) {
  const live = useChat(store, (state) => state.live[message.id]);
  const streaming = message.status === "streaming";
  const servedBy = live?.reply.servedBy ?? message.servedBy;
  const parts = live?.reply.parts ?? message.parts;
  const asked = message.model ?? "";
  // Who answered is named; an alias or a fallback is told beside the name.
  const shown =
    servedBy === undefined ? asked : `${servedBy.instance}:${servedBy.model}`;
  const name = useModelName(shown);
  return (
    <article
      className={styles.reply}
      aria-label={t("chat.message.reply", { model: name })}
      aria-busy={streaming}
      data-last={last}
    >
      <header className={styles.replyHeader}>
        <span className={styles.who}>
          <ModelMark modelRef={shown} />
          <span className={styles.name} title={shown}>
            {name}
          </span>
        </span>
        {servedBy !== undefined && <ReplyWhere servedBy={servedBy} />}
        <SiblingSwitcher store={store} message={message} />
      </header>
      <ReplyParts parts={parts} streaming={streaming} />
      <ReplyEnding store={store} message={message} modelName={name} />
      <div className={styles.bar}>
        {streaming ? (
          <LiveStatus store={store} messageId={message.id} model={shown} />
        ) : (
          <>
            <SettledStatus
              message={message}
              onAskAgain={() =>
                void store
                  .regenerate(message.id, undefined, { refresh: true })
                  .catch(toastError)
              }
            />
            <ReplyActions store={store} message={message} />
          </>
        )}
      </div>
    </article>
  );
});
