import { useLayoutEffect, useState, type RefObject } from "react";
import { useStore } from "zustand";
import type { MarkKind } from "#renderer/workers/differences/differences.ts";
import styles from "./compare-column.module.css";
import type { DifferenceView } from "./difference-view.ts";
import type { PlacedMark } from "./place-marks.ts";

/** Where the marks are in the whole answer, beside the scroll bar. The chips and keys do the same for those who do not see it. */
export function DifferenceMap({
  view,
  column,
  scroller,
}: {
  readonly view: DifferenceView;
  readonly column: string;
  readonly scroller: RefObject<HTMLElement | null>;
}) {
  const stops = useStore(view, (state) => state.stops);
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const read = () => setHeight(element.scrollHeight);
    const observer = new ResizeObserver(read);
    for (const each of [element, ...element.children]) observer.observe(each);
    return () => observer.disconnect();
  }, [scroller]);
  if (height === 0) return null;
  return (
    <div className={styles.map} aria-hidden>
      {ticksOf(stops, column, height).map(({ place, kind, index }) => (
        <button
          key={place}
          type="button"
          tabIndex={-1}
          className={styles.tick}
          data-kind={kind}
          style={{ top: `${(place / finest) * 100}%` }}
          onClick={() => view.go(index)}
        />
      ))}
    </div>
  );
}

/** Ticks that the map has room for; more of them would lie on each other and cost frames. */
const finest = 250;

/** One tick for each place of the map that has marks; what disagrees stands for the others there. */
function ticksOf(
  stops: readonly PlacedMark[],
  column: string,
  height: number,
): { place: number; kind: MarkKind; index: number }[] {
  const ticks = new Map<number, { kind: MarkKind; index: number }>();
  stops.forEach(({ column: own, kind, top }, index) => {
    if (own !== column) return;
    const place = Math.round((top / height) * finest);
    const before = ticks.get(place);
    if (before === undefined || (before.kind === "own" && kind === "clash"))
      ticks.set(place, { kind, index });
  });
  return [...ticks].map(([place, tick]) => ({ place, ...tick }));
}

interface Box {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** A frame around the difference that was gone to. It lies over the text and never moves it. */
export function CurrentMark({
  view,
  column,
}: {
  readonly view: DifferenceView;
  readonly column: string;
}) {
  const stop = useStore(view, ({ stops, current }) => {
    const found = current === undefined ? undefined : stops[current];
    return found?.column === column ? found : undefined;
  });
  const [boxes, setBoxes] = useState<readonly Box[]>([]);
  const [layer, setLayer] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (stop === undefined || layer === null) return undefined;
    const measure = () => setBoxes(boxesOf(stop.place, layer));
    // Also told at once, before the next frame is drawn.
    const observer = new ResizeObserver(measure);
    observer.observe(layer.parentElement ?? layer);
    return () => observer.disconnect();
  }, [stop, layer]);
  if (stop === undefined) return null;
  return (
    <div ref={setLayer} className={styles.ringLayer} aria-hidden>
      {boxes.map((box, index) => (
        <span key={index} className={styles.ring} style={box} />
      ))}
    </div>
  );
}

function boxesOf(place: StaticRangeInit, layer: HTMLElement): Box[] {
  const { startContainer, endContainer, startOffset, endOffset } = place;
  if (!startContainer.isConnected || !endContainer.isConnected) return [];
  const range = document.createRange();
  try {
    range.setStart(startContainer, startOffset);
    range.setEnd(endContainer, endOffset);
  } catch {
    // The text has grown shorter since; the next look finds it anew.
    return [];
  }
  const zero = layer.getBoundingClientRect();
  const margin = 2;
  return [...range.getClientRects()].map(({ top, left, width, height }) => ({
    top: top - zero.top - margin,
    left: left - zero.left - margin,
    width: width + 2 * margin,
    height: height + 2 * margin,
  }));
}
