import { elementScroll, type Virtualizer } from "@tanstack/react-virtual";
import { useMemo, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import {
  afterResize,
  afterScroll,
  endDistance,
  type FollowState,
} from "./follow-end.ts";

type ScrollOptions = Parameters<typeof elementScroll>[1];
type AnyVirtualizer = Virtualizer<HTMLDivElement, Element>;

/** Tells a reader's scrolling from the list's own and keeps whether the end is followed. */
export function useFollowEnd(frame: RefObject<HTMLDivElement | null>): {
  readonly atEnd: boolean;
  /** Distance from the end within which the list keeps itself there as it grows. */
  readonly threshold: number;
  readonly scrollTo: (
    offset: number,
    options: ScrollOptions,
    instance: AnyVirtualizer,
  ) => void;
  readonly onScroll: () => void;
  /** Rows or the view changed their size. */
  readonly onResize: () => void;
  readonly resume: () => void;
  /** The view is taken elsewhere, by an effect. */
  readonly release: () => void;
  readonly isFollowing: () => boolean;
} {
  const [state, setState] = useState<FollowState>({
    following: true,
    atEnd: true,
  });
  const handlers = useMemo(() => createHandlers(frame, setState), [frame]);
  return {
    atEnd: state.atEnd,
    threshold: state.following ? endDistance : 1,
    ...handlers,
  };
}

function createHandlers(
  frame: RefObject<HTMLDivElement | null>,
  show: (state: FollowState) => void,
) {
  let latest: FollowState = { following: true, atEnd: true };
  /** Where the list itself put the view last; absent once that was noticed. */
  let written: number | undefined;
  let top = 0;

  function change(next: FollowState): void {
    if (next === latest) return;
    latest = next;
    // At once: rows that grow in this very frame must find it.
    flushSync(() => show(next));
  }

  return {
    scrollTo: (
      offset: number,
      options: ScrollOptions,
      instance: AnyVirtualizer,
    ) => {
      elementScroll(offset, options, instance);
      written = frame.current?.scrollTop;
      top = written ?? 0;
    },
    onScroll: () => {
      const element = frame.current;
      if (element === null) return;
      const { scrollTop } = element;
      const isOwn = written !== undefined && Math.abs(scrollTop - written) < 2;
      const scroll = {
        distance: distanceOf(element),
        movedUp: scrollTop < top,
        byReader: !isOwn,
      };
      top = scrollTop;
      written = undefined;
      change(afterScroll(latest, scroll));
    },
    onResize: () => {
      const element = frame.current;
      if (element !== null) change(afterResize(latest, distanceOf(element)));
    },
    release: () => {
      latest = { following: false, atEnd: false };
      show(latest);
    },
    resume: () => change({ following: true, atEnd: true }),
    isFollowing: () => latest.following,
  };
}

/** Pixels between the view's lower edge and the end. */
function distanceOf(element: HTMLElement): number {
  return element.scrollHeight - element.clientHeight - element.scrollTop;
}
