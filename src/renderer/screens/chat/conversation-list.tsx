import { useVirtualizer } from "@tanstack/react-virtual";
import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
} from "react";
import { t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import { useNavigation } from "#renderer/stores/app-navigation.ts";
import {
  groupConversations,
  type ListRow,
} from "#renderer/stores/conversation-groups.ts";
import type { ListedConversation } from "#renderer/stores/conversations-store.ts";
import {
  conversations,
  useConversations,
} from "#renderer/stores/conversations.ts";
import styles from "./chat-sidebar.module.css";
import { ConversationRow } from "./conversation-row.tsx";

type Row = ListRow<ListedConversation>;

const rowHeight = 32;
const headingHeight = 34;
/** Rows before the end at which the next page is asked for. */
const loadAhead = 40;

/** The chats in their groups; only rows near the view are drawn. Arrow keys move between them. */
export function ConversationList() {
  const listed = useConversations((state) => state.rows);
  const total = useConversations((state) => state.total);
  const current = useNavigation((place) => place.argument);
  const today = useToday();
  const rows = useMemo(
    () => groupConversations(listed, today),
    [listed, today],
  );
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) =>
      rows[index]?.type === "group" ? headingHeight : rowHeight,
    getItemKey: (index) => keyOf(rows[index]),
    overscan: 12,
  });
  const focus = useRovingFocus(rows, current, (index) =>
    virtualizer.scrollToIndex(index),
  );
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (listed.length < total && lastShown > rows.length - loadAhead)
      conversations.loadMore().catch(toastError);
  }, [lastShown, rows.length, listed.length, total]);

  return (
    <div ref={frame} className={styles.list} onKeyDown={focus.onKeyDown}>
      <ul
        className={styles.inner}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={item.key}
              className={styles.place}
              style={{ top: item.start }}
              data-index={item.index}
            >
              {row.type === "group" ? (
                <h2 className={styles.heading}>
                  {t(`chat.group.${row.group}`)}
                </h2>
              ) : (
                <ConversationRow
                  conversation={row.conversation}
                  current={row.conversation.id === current}
                  reachable={item.index === focus.index}
                />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function keyOf(row: Row | undefined): string {
  if (row === undefined) return "";
  return row.type === "group" ? `group ${row.group}` : row.conversation.id;
}

/** Milliseconds at the start of this day; groups move on when it ends. */
function useToday(): number {
  const [today, setToday] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      const now = Date.now();
      if (new Date(now).getDate() !== new Date(today).getDate()) setToday(now);
    }, 60_000);
    return () => clearInterval(timer);
  }, [today]);
  return today;
}

/** One row is in the tab order; arrows, Home and End move that place along. */
function useRovingFocus(
  rows: readonly Row[],
  current: string | undefined,
  scrollTo: (index: number) => void,
): {
  readonly index: number;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
} {
  const [focused, setFocused] = useState<string>();
  const wanted = focused ?? current;
  const found = rows.findIndex(
    (row) => row.type === "conversation" && row.conversation.id === wanted,
  );
  const index =
    found === -1 ? rows.findIndex((row) => row.type === "conversation") : found;

  function move(to: number, list: HTMLElement): void {
    const row = rows[to];
    if (row?.type !== "conversation") return;
    setFocused(row.conversation.id);
    scrollTo(to);
    requestAnimationFrame(() =>
      list
        .querySelector<HTMLElement>(`[data-index="${to}"] button`)
        ?.focus({ preventScroll: true }),
    );
  }

  return {
    index,
    onKeyDown: (event) => {
      const { target, currentTarget, key } = event;
      if (target instanceof HTMLInputElement) return;
      const at = Number(
        (target as HTMLElement)
          .closest("[data-index]")
          ?.getAttribute("data-index"),
      );
      const to = {
        ArrowDown: nextConversation(rows, at, 1),
        ArrowUp: nextConversation(rows, at, -1),
        Home: nextConversation(rows, -1, 1),
        End: nextConversation(rows, rows.length, -1),
      }[key];
      if (to === undefined) return;
      event.preventDefault();
      move(to, currentTarget);
    },
  };
}

function nextConversation(
  rows: readonly Row[],
  from: number,
  step: 1 | -1,
): number {
  let index = from + step;
  while (rows[index]?.type === "group") index += step;
  return rows[index] === undefined ? from : index;
}
