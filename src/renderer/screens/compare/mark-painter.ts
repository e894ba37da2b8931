import "./differences.css";
import type { MarkKind } from "#renderer/workers/differences/differences.ts";
import type { Attached, PlacedMark } from "./place-marks.ts";
import { locate } from "./rendered-blocks.ts";

/**
 * Draws marks over the page's text without touching it, by the names that `differences.css` styles.
 * Only what is on show or nearly so is painted: thousands of marks at once would cost frames.
 * A browser without highlights shows the text plain; counts and jumps work all the same.
 */
export interface MarkPainter {
  /** These marks and no others. */
  show(
    marks: readonly PlacedMark[],
    attached: ReadonlyMap<string, Attached>,
  ): void;
  clear(): void;
}

/** How far beyond its column's edges a block is painted already, in heights of the column. */
const ahead = "100% 0px";

interface MarkedBlock {
  marks: readonly PlacedMark[];
  near: boolean;
  painted: readonly PaintedMark[];
}

interface PaintedMark {
  readonly kind: MarkKind;
  readonly range: StaticRange;
}

export function createMarkPainter(): MarkPainter {
  const blocks = new Map<Element, MarkedBlock>();
  const observers = new Map<HTMLElement, IntersectionObserver>();

  function onSight(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const block = blocks.get(target);
      if (block === undefined || block.near === isIntersecting) continue;
      block.near = isIntersecting;
      repaint(target, block);
    }
  }

  function observe(element: Element, scroller: HTMLElement): void {
    const known = observers.get(scroller);
    const observer =
      known ??
      new IntersectionObserver(onSight, { root: scroller, rootMargin: ahead });
    observers.set(scroller, observer);
    observer.observe(element);
  }

  function forget(element: Element, block: MarkedBlock): void {
    erase(block.painted);
    blocks.delete(element);
    for (const observer of observers.values()) observer.unobserve(element);
  }

  return {
    show(marks, attached) {
      if (!isSupported()) return;
      const byElement = Map.groupBy(marks, ({ element }) => element);
      for (const [element, block] of blocks)
        if (!byElement.has(element)) forget(element, block);
      for (const scroller of observers.keys())
        if (!scroller.isConnected) observers.delete(scroller);
      for (const [element, own] of byElement) {
        const known = blocks.get(element);
        const block = known ?? { marks: own, near: false, painted: [] };
        block.marks = own;
        if (block.near) repaint(element, block);
        if (known !== undefined) continue;
        blocks.set(element, block);
        const scroller = attached.get(own[0]?.column ?? "")?.scroller;
        if (scroller !== undefined) observe(element, scroller);
      }
    },
    clear() {
      for (const observer of observers.values()) observer.disconnect();
      observers.clear();
      blocks.clear();
      if (isSupported())
        for (const kind of kinds) CSS.highlights.delete(nameOf(kind));
    },
  };
}

const kinds: readonly MarkKind[] = ["own", "clash", "word"];

function isSupported(): boolean {
  return "highlights" in CSS;
}

function nameOf(kind: MarkKind): string {
  return `difference-${kind}`;
}

/** What is painted already and stands where it should is left alone. */
function repaint(element: Element, block: MarkedBlock): void {
  const { marks, near, painted } = block;
  const wanted = near ? locate(element, marks) : [];
  const next = marks.flatMap(({ kind }, index) => {
    const place = wanted[index];
    return place === undefined ? [] : [{ kind, place }];
  });
  const same =
    next.length === painted.length &&
    next.every(({ kind, place }, index) => {
      const before = painted[index];
      return before?.kind === kind && isAt(before.range, place);
    });
  if (same) return;
  erase(painted);
  block.painted = next.map(({ kind, place }) => {
    const range = new StaticRange(place);
    highlightOf(kind).add(range);
    return { kind, range };
  });
}

function isAt(range: StaticRange, place: StaticRangeInit): boolean {
  return (
    range.startContainer === place.startContainer &&
    range.startOffset === place.startOffset &&
    range.endContainer === place.endContainer &&
    range.endOffset === place.endOffset
  );
}

function erase(painted: readonly PaintedMark[]): void {
  for (const { kind, range } of painted) highlightOf(kind).delete(range);
}

function highlightOf(kind: MarkKind): Highlight {
  const name = nameOf(kind);
  const known = CSS.highlights.get(name);
  if (known !== undefined) return known;
  const added = new Highlight();
  CSS.highlights.set(name, added);
  return added;
}
