import { elementScroll, type Virtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState, type RefObject } from "react";
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
} {
  const [state, setState] = useState<FollowState>({
    following: true,
    atEnd: true,
  });
  const written = useRef<number>(undefined);
  const top = useRef(0);
  const handlers = useMemo(
    () => ({
      scrollTo: (
        offset: number,
        options: ScrollOptions,
        instance: AnyVirtualizer,
      ) => {
        elementScroll(offset, options, instance);
        written.current = frame.current?.scrollTop;
      },
      onScroll: () => {
        const element = frame.current;
        if (element === null) return;
        const { scrollTop } = element;
        const own =
          written.current !== undefined &&
          Math.abs(scrollTop - written.current) < 2;
        const scroll = {
          distance: distanceOf(element),
          movedUp: scrollTop < top.current,
          byReader: !own,
        };
        top.current = scrollTop;
        written.current = undefined;
        setState((before) => afterScroll(before, scroll));
      },
      onResize: () => {
        const element = frame.current;
        if (element !== null)
          setState((before) => afterResize(before, distanceOf(element)));
      },
      resume: () => setState({ following: true, atEnd: true }),
    }),
    [frame],
  );
  return {
    atEnd: state.atEnd,
    threshold: state.following ? endDistance : 1,
    ...handlers,
  };
}

/** Pixels between the view's lower edge and the end. */
function distanceOf(element: HTMLElement): number {
  return element.scrollHeight - element.clientHeight - element.scrollTop;
}
