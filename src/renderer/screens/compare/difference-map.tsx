import { useLayoutEffect, useMemo, useState, type RefObject } from "react";
import { useStore } from "zustand";
import type { MarkKind } from "#renderer/workers/differences/differences.ts";
import styles from "./compare-column.module.css";
import type { DifferenceView } from "./difference-view.ts";
import type { PlacedMark } from "./place-marks.ts";
import { locate } from "./rendered-blocks.ts";

/**
 * Where the marks are in the whole answer, beside the scroll bar. The chips and keys do the same for
 * those who do not see it.
 */
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
  const [{ whole, shown }, setHeights] = useState({ whole: 0, shown: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const read = () =>
      setHeights({ whole: element.scrollHeight, shown: element.clientHeight });
    const observer = new ResizeObserver(read);
    for (const each of [element, ...element.children]) observer.observe(each);
    return () => observer.disconnect();
  }, [scroller]);
  const ticks = useMemo(
    () => ticksOf(stops, { column, whole, shown }),
    [stops, column, whole, shown],
  );
  return (
    <svg
      className={styles.map}
      aria-hidden
      onClick={({ clientY, currentTarget }) => {
        const place = clientY - currentTarget.getBoundingClientRect().top;
        view.go(nearest(ticks, place)?.index ?? -1);
      }}
    >
      {(["own", "clash"] as const).map((kind) => (
        <path key={kind} data-kind={kind} d={pathOf(ticks, kind)} />
      ))}
    </svg>
  );
}

interface Tick {
  /** Pixels from the top of the map. */
  readonly place: number;
  readonly kind: MarkKind;
  readonly index: number;
}

/** Pixels from one tick to the next: closer they would lie on each other. */
const pitch = 3;

/** One tick for each place of the map that has marks; what disagrees stands for the others there. */
function ticksOf(
  stops: readonly PlacedMark[],
  {
    column,
    whole,
    shown,
  }: {
    readonly column: string;
    readonly whole: number;
    readonly shown: number;
  },
): readonly Tick[] {
  if (whole === 0) return [];
  const ticks = new Map<number, Tick>();
  stops.forEach(({ column: own, kind, top }, index) => {
    if (own !== column) return;
    const slot = Math.round(((top / whole) * shown) / pitch);
    const before = ticks.get(slot);
    if (before === undefined || (before.kind === "own" && kind === "clash"))
      ticks.set(slot, { place: slot * pitch, kind, index });
  });
  return [...ticks.values()];
}

/** All ticks of a kind as one line of dashes: an element for each would cost frames. */
function pathOf(ticks: readonly Tick[], kind: MarkKind): string {
  return ticks.map((tick) => (tick.kind === kind ? dash(tick) : "")).join("");
}

/** What disagrees is the longer dash, so that colour is not the only sign. */
function dash({ kind, place }: Tick): string {
  return kind === "clash" ? `M2 ${place}h4` : `M4 ${place}h2`;
}

function nearest(ticks: readonly Tick[], place: number): Tick | undefined {
  return ticks.toSorted(
    (a, b) => Math.abs(a.place - place) - Math.abs(b.place - place),
  )[0];
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
    const measure = () => setBoxes(boxesOf(stop, layer));
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

function boxesOf(stop: PlacedMark, layer: HTMLElement): Box[] {
  if (!stop.element.isConnected) return [];
  const [place] = locate(stop.element, [stop]);
  // The text has grown shorter since; the next look finds it anew.
  if (place === undefined) return [];
  const range = document.createRange();
  range.setStart(place.startContainer, place.startOffset);
  range.setEnd(place.endContainer, place.endOffset);
  const zero = layer.getBoundingClientRect();
  const margin = 2;
  return [...range.getClientRects()].map(({ top, left, width, height }) => ({
    top: top - zero.top - margin,
    left: left - zero.left - margin,
    width: width + 2 * margin,
    height: height + 2 * margin,
  }));
}
