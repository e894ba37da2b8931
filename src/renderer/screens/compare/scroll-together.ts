import { alignedPosition, type AlignedPair } from "./aligned-scroll.ts";
import type { Attached, Found } from "./place-marks.ts";

/** Scrolls columns by the passages that they share. */
export interface ScrollTogether {
  /** Brings all others to the passages that this column shows, if it was a person who scrolled it. */
  follow(column: string, found: Found): void;
}

/** Heights of a look's anchors in pixels from the top of each column; undefined where one has none. */
type AnchorTops = readonly (readonly (number | undefined)[])[];

export function createScrollTogether(
  attached: ReadonlyMap<string, Attached>,
): ScrollTogether {
  /** Where followers were put: their next scroll event is no one's wish. */
  const put = new WeakMap<HTMLElement, number>();
  let measured: { found: Found; tops: AnchorTops } | undefined;

  function topsOf(found: Found): AnchorTops {
    // A look follows each change of size, so heights hold as long as what was found.
    if (measured?.found !== found)
      measured = { found, tops: measure(found, attached) };
    return measured.tops;
  }

  return {
    follow(column, found) {
      const leader = attached.get(column)?.scroller;
      const from = found.columns.findIndex(({ id }) => id === column);
      if (leader === undefined || from === -1) return;
      const own = put.get(leader) === leader.scrollTop;
      put.delete(leader);
      if (own) return;
      const tops = topsOf(found);
      const position = leader.scrollTop;
      found.columns.forEach(({ id }, to) => {
        const scroller = attached.get(id)?.scroller;
        if (scroller === undefined || to === from) return;
        const before = scroller.scrollTop;
        scroller.scrollTop = alignedPosition(pairsOf(tops, from, to), position);
        const after = scroller.scrollTop;
        if (after !== before) put.set(scroller, after);
      });
    },
  };
}

function measure(
  { columns, differences }: Found,
  attached: ReadonlyMap<string, Attached>,
): AnchorTops {
  const zeros = columns.map(({ id }) => {
    const scroller = attached.get(id)?.scroller;
    return scroller === undefined
      ? 0
      : scroller.getBoundingClientRect().top - scroller.scrollTop;
  });
  return differences.anchors.map(({ blocks }) =>
    blocks.map((block, column) => {
      const element = columns[column]?.blocks[block]?.element;
      return element === undefined
        ? undefined
        : element.getBoundingClientRect().top - (zeros[column] ?? 0);
    }),
  );
}

function pairsOf(tops: AnchorTops, from: number, to: number): AlignedPair[] {
  return tops.flatMap((anchor) => {
    const left = anchor[from];
    const right = anchor[to];
    return left === undefined || right === undefined
      ? []
      : [{ from: left, to: right }];
  });
}
