import "./found-text.css";
import { useEffect, useLayoutEffect, useState, type RefObject } from "react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import { clearFound, useFoundMessage } from "#renderer/stores/chat-found.ts";
import { paintFound, rangeOf } from "./found-text.ts";

/** How long the place stays marked. */
const markedMs = 5_000;

/** Brings what a search found into sight once it is loaded; returns the message that is marked. */
export function useFound(
  messages: readonly BranchMessage[],
  frame: RefObject<HTMLElement | null>,
  scrollTo: (index: number) => void,
): string | undefined {
  const found = useFoundMessage((state) => state.found);
  const [marked, setMarked] = useState<{ id: string; match: string }>();
  useLayoutEffect(() => {
    if (found === undefined) return;
    const index = messages.findIndex(({ id }) => id === found.messageId);
    if (index === -1) return;
    clearFound();
    setMarked({ id: found.messageId, match: found.match });
    scrollTo(index);
  }, [found, messages, scrollTo]);
  useEffect(() => {
    if (marked === undefined) return undefined;
    // The rows around the place are drawn and measured first.
    const drawn = setTimeout(() => show(frame.current, marked), 50);
    const over = setTimeout(() => setMarked(undefined), markedMs);
    return () => {
      clearTimeout(drawn);
      clearTimeout(over);
      paintFound(undefined);
    };
  }, [marked, frame]);
  return marked?.id;
}

function show(
  frame: HTMLElement | null,
  { id, match }: { readonly id: string; readonly match: string },
): void {
  const row = frame?.querySelector(`[data-message="${id}"]`);
  const range = row ? rangeOf(row, match) : undefined;
  if (range === undefined) return;
  range.startContainer.parentElement?.scrollIntoView({ block: "center" });
  paintFound(range);
}
