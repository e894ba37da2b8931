import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  type ReactNode,
  type RefObject,
} from "react";
import { Spinner } from "#renderer/components/spinner.tsx";
import { t } from "#renderer/messages/t.ts";
import { toastError } from "#renderer/stores/app-errors.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import { useChat } from "#renderer/stores/chat.ts";
import styles from "./message-list.module.css";
import { ReplyMessage } from "./reply-message.tsx";
import { useFound } from "./use-found.ts";
import { useFollowEnd } from "./use-follow-end.ts";
import { UserMessage } from "./user-message.tsx";

/** A guess until a row was measured. */
const usualHeight = 220;
const paddingAbove = 24;
const paddingBelow = 32;
/** Pixels below the top at which the next older page is asked for. */
const loadAhead = 1_200;

/** The branch on show. Only rows near the view are drawn; it follows the end while the reader is there. */
export function MessageList({ store }: { readonly store: ChatStore }) {
  const messages = useChat(store, (state) => state.messages);
  const hasOlder = useChat(store, (state) => state.hasOlder);
  const frame = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const begun = useRef(false);
  const follow = useFollowEnd(frame);
  const virtualizer = useVirtualizer({
    count: messages.length,
    getScrollElement: () => frame.current,
    estimateSize: () => usualHeight,
    getItemKey: (index) => messages[index]?.id ?? index,
    overscan: 4,
    // Not in the style sheet: the list has to know how far it is from its end.
    paddingStart: paddingAbove,
    paddingEnd: paddingBelow,
    scrollPaddingStart: paddingAbove,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: follow.threshold,
    directDomUpdates: true,
    directDomUpdatesMode: "position",
    scrollToFn: follow.scrollTo,
  });
  useLayoutEffect(() => {
    virtualizer.scrollToEnd();
  }, [virtualizer]);

  const { release } = follow;
  const showFound = useCallback(
    (index: number) => {
      release();
      begun.current = true;
      virtualizer.scrollToIndex(index, { align: "start" });
    },
    [virtualizer, release],
  );
  const marked = useFound(messages, frame, showFound);

  useResize(frame, () => {
    // The composer grew or shrank. Rows that grow are the list's own business.
    if (follow.isFollowing()) virtualizer.scrollToEnd();
  });
  useResize(inner, follow.onResize);

  const items = virtualizer.getVirtualItems();
  const firstShown = items[0]?.index;
  useEffect(() => {
    const { current } = frame;
    if (current === null) return;
    // Before the view was put at the end everything looks near the top.
    begun.current ||= current.scrollTop > 0;
    if (hasOlder && begun.current && current.scrollTop < loadAhead)
      store.loadOlder().catch(toastError);
  }, [hasOlder, firstShown, messages.length, store]);

  const rows: ReactNode[] = [];
  for (const item of items) {
    const message = messages[item.index];
    if (message === undefined) continue;
    const Row = message.role === "user" ? UserMessage : ReplyMessage;
    rows.push(
      <div
        key={item.key}
        ref={virtualizer.measureElement}
        data-index={item.index}
        data-message={message.id}
        data-found={message.id === marked}
        className={styles.place}
      >
        <div className={styles.column}>
          <Row
            store={store}
            message={message}
            last={item.index === messages.length - 1}
          />
        </div>
      </div>,
    );
  }
  return (
    <div className={styles.frame}>
      <div
        ref={frame}
        className={styles.scroller}
        tabIndex={0}
        role="region"
        aria-label={t("chat.list.messages")}
        onScroll={follow.onScroll}
      >
        <div
          ref={(element) => {
            inner.current = element;
            virtualizer.containerRef(element);
          }}
          className={styles.inner}
        >
          {hasOlder && (
            <div className={styles.older}>
              <Spinner label={t("chat.older")} size={14} />
            </div>
          )}
          {rows}
        </div>
      </div>
      {!follow.atEnd && (
        <button
          type="button"
          className={styles.jump}
          onClick={() => {
            follow.resume();
            virtualizer.scrollToEnd();
          }}
        >
          <ArrowDown size={14} aria-hidden />
          {t("chat.jump")}
        </button>
      )}
    </div>
  );
}

/** Calls back when an element changed its size, but not for the size that it has at first. */
function useResize(
  target: RefObject<HTMLElement | null>,
  onResize: () => void,
): void {
  const latest = useRef(onResize);
  useEffect(() => {
    latest.current = onResize;
  });
  useEffect(() => {
    let first = true;
    const observer = new ResizeObserver(() => {
      if (!first) latest.current();
      first = false;
    });
    if (target.current !== null) observer.observe(target.current);
    return () => observer.disconnect();
  }, [target]);
}
