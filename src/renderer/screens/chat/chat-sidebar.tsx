import { MessageSquarePlus } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#renderer/components/button.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { SearchField } from "#renderer/components/search-field.tsx";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { t } from "#renderer/messages/t.ts";
import {
  conversations,
  followConversations,
  useConversations,
} from "#renderer/stores/conversations.ts";
import { newChatShortcut, startNewChat } from "./chat-shortcuts.ts";
import styles from "./chat-sidebar.module.css";
import { MessageHits } from "./message-hits.tsx";
import { ConversationList } from "./conversation-list.tsx";

const searchDelayMs = 120;

/** All chats, below the screens in the sidebar. */
export function ChatSidebar() {
  const [text, setText] = useState(() => conversations.getState().search);
  useEffect(followConversations, []);
  return (
    <section className={styles.section} aria-label={t("chat.list.label")}>
      <div className={styles.bar}>
        <Search text={text} onChange={setText} />
        <IconButton
          label={t("chat.new")}
          shortcut={newChatShortcut}
          icon={<MessageSquarePlus size={16} />}
          onClick={startNewChat}
        />
      </div>
      <Content onClearSearch={() => setText("")} />
    </section>
  );
}

function Search({
  text,
  onChange,
}: {
  readonly text: string;
  readonly onChange: (text: string) => void;
}) {
  const total = useConversations((state) => state.total);
  const hits = useConversations((state) => state.hits.length);
  const more = useConversations((state) => state.moreHits);
  const ready = useConversations(
    (state) => state.loading.status === "ready" && state.shownSearch === text,
  );
  useEffect(() => {
    if (text === conversations.getState().search) return undefined;
    const timer = setTimeout(
      () => void conversations.setSearch(text),
      searchDelayMs,
    );
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <SearchField
      className={styles.search}
      label={t("chat.list.search")}
      value={text}
      onChange={onChange}
      found={
        text !== "" && ready ? `${total + hits}${more ? "+" : ""}` : undefined
      }
    />
  );
}

function Content({ onClearSearch }: { readonly onClearSearch: () => void }) {
  const loading = useConversations((state) => state.loading);
  const search = useConversations((state) => state.shownSearch);
  const isEmpty = useConversations((state) => state.rows.length === 0);
  const hasHits = useConversations((state) => state.hits.length > 0);
  if (loading.status === "failed")
    return (
      <div className={styles.notice}>
        <ErrorNotice
          error={loading.error}
          handlers={{ retry: () => void conversations.reload() }}
        />
      </div>
    );
  if (loading.status === "loading")
    return (
      <div className={styles.notice}>
        <SkeletonRows label={t("common.loading")} rows={8} />
      </div>
    );
  if (!isEmpty || hasHits)
    return (
      <>
        {!isEmpty && <ConversationList />}
        <MessageHits />
      </>
    );
  if (search === "")
    return <p className={styles.hint}>{t("chat.list.empty")}</p>;
  return (
    <div className={styles.hint}>
      <p>{t("chat.list.nothingFound", { search })}</p>
      <Button size="small" onClick={onClearSearch} className={styles.clear}>
        {t("chat.list.clearSearch")}
      </Button>
    </div>
  );
}
