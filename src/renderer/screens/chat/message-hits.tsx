import { t } from "#renderer/messages/t.ts";
import { formatWhen } from "#renderer/format/time.ts";
import { openFound } from "#renderer/stores/chat-found.ts";
import { useConversations } from "#renderer/stores/conversations.ts";
import styles from "./chat-sidebar.module.css";

/** Messages that hold what is searched for; each leads to its place in its chat. */
export function MessageHits() {
  const hits = useConversations((state) => state.hits);
  const more = useConversations((state) => state.moreHits);
  if (hits.length === 0) return null;
  return (
    <div className={styles.hits}>
      <h2 className={styles.heading} id="chat-hits">
        {t("chat.list.hits", { count: `${hits.length}${more ? "+" : ""}` })}
      </h2>
      <ul aria-labelledby="chat-hits">
        {hits.map((hit) => (
          <li key={hit.messageId}>
            <button
              type="button"
              className={styles.hit}
              onClick={() => openFound(hit)}
            >
              <span className={styles.hitTitle}>
                <span className={styles.title}>
                  {hit.title === "" ? t("chat.untitled") : hit.title}
                </span>
                <time dateTime={hit.createdAt}>
                  {formatWhen(hit.createdAt)}
                </time>
              </span>
              <span className={styles.excerpt}>
                {hit.before}
                <mark>{hit.match}</mark>
                {hit.after}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
