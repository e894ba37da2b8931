import { createStore, type StoreApi } from "zustand/vanilla";
import type { Comparison } from "#shared/compare/comparison.ts";
import { createDifferencesWorker } from "./differences-worker.ts";
import { clearMarks, paintMarks } from "./paint-marks.ts";
import {
  followColumn,
  placeMarks,
  placesOf,
  summarize,
  type Attached,
  type ColumnSummary,
  type Found,
  type PlacedMark,
} from "./place-marks.ts";
import { renderedBlocks } from "./rendered-blocks.ts";

export interface DifferenceState {
  /** By column; empty while nothing is compared. */
  readonly summaries: Readonly<Record<string, ColumnSummary>>;
  /** What next and previous go through: all but mere wording, from the top down. */
  readonly stops: readonly PlacedMark[];
  readonly current: number | undefined;
}

export interface DifferenceOptions {
  /** Columns that take part, in the order of display. */
  readonly columns: readonly {
    readonly id: string;
    readonly writing: boolean;
  }[];
  readonly detail: Comparison["detail"];
  /** `group` or a column's id. */
  readonly base: string;
}

/** Keeps the differences between the columns on show found, painted and placed. */
export interface DifferenceView extends StoreApi<DifferenceState> {
  attach(column: string, attached: Attached): () => void;
  configure(options: DifferenceOptions): void;
  go(index: number): void;
  /** Scrolls all others to the passages that this column shows. */
  follow(column: string): void;
  /** Stops looking until a column is attached again. */
  pause(): void;
}

/** Least time between two looks at text that grows. */
const pauseMs = 150;
const nothing: DifferenceState = {
  summaries: {},
  stops: [],
  current: undefined,
};

export function createDifferenceView(): DifferenceView {
  const store = createStore<DifferenceState>(() => nothing);
  const worker = createDifferencesWorker();
  const attached = new Map<string, Attached>();
  let options: DifferenceOptions = {
    columns: [],
    detail: "off",
    base: "group",
  };
  let found: Found | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy = false;
  let again = false;
  let lastLook = 0;

  function schedule(): void {
    if (timer !== undefined) return;
    const wait = Math.max(0, lastLook + pauseMs - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      void look();
    }, wait);
  }

  async function look(): Promise<void> {
    if (document.hidden) return;
    if (busy) {
      again = true;
      return;
    }
    lastLook = performance.now();
    const asked = options;
    const columns = asked.columns.flatMap(({ id, writing }) => {
      const answer = attached.get(id)?.answer;
      return answer === undefined
        ? []
        : [{ id, writing, blocks: renderedBlocks(answer) }];
    });
    const base = columns.findIndex(({ id }) => id === asked.base);
    busy = true;
    const differences =
      columns.length < 2
        ? undefined
        : await worker.find({
            columns: columns.map(({ blocks }) =>
              blocks.map(({ kind, text }) => ({ kind, text })),
            ),
            detail: asked.detail === "sentences" ? "sentences" : "words",
            base: base === -1 ? "group" : base,
          });
    busy = false;
    found = differences === undefined ? undefined : { columns, differences };
    show();
    if (again) schedule();
    again = false;
  }

  /** Paints and places what was found; also after the page was laid out anew. */
  function show(): void {
    if (found === undefined || options.detail === "off") {
      clearMarks();
      store.setState(nothing);
      return;
    }
    const marks = placeMarks(found, attached);
    paintMarks({
      own: placesOf(marks, "own"),
      clash: placesOf(marks, "clash"),
      word: placesOf(marks, "word"),
    });
    const order = found.columns.map(({ id }) => id);
    const stops = marks
      .filter(({ kind }) => kind !== "word")
      .toSorted(
        (a, b) =>
          a.top - b.top || order.indexOf(a.column) - order.indexOf(b.column),
      );
    const { current } = store.getState();
    store.setState({
      summaries: summarize(found, marks),
      stops,
      current:
        current === undefined || stops.length === 0
          ? undefined
          : Math.min(current, stops.length - 1),
    });
  }

  const mutations = new MutationObserver(schedule);
  const sizes = new ResizeObserver(() => {
    if (!busy && timer === undefined) schedule();
  });
  document.addEventListener("visibilitychange", schedule);

  return Object.assign(store, {
    attach: (column: string, each: Attached) => {
      attached.set(column, each);
      mutations.observe(each.answer, {
        childList: true,
        characterData: true,
        subtree: true,
      });
      sizes.observe(each.answer);
      schedule();
      return () => {
        attached.delete(column);
        sizes.unobserve(each.answer);
        schedule();
      };
    },
    configure: (next: DifferenceOptions) => {
      options = next;
      if (next.detail === "off") show();
      schedule();
    },
    go: (index: number) => {
      const stop = store.getState().stops[index];
      if (stop === undefined) return;
      store.setState({ current: index });
      const scroller = attached.get(stop.column)?.scroller;
      scroller?.scrollTo({ top: stop.top - scroller.clientHeight / 3 });
      scroller?.scrollIntoView({ inline: "nearest", block: "nearest" });
    },
    follow: (column: string) => {
      if (found !== undefined) followColumn(column, found, attached);
    },
    pause: () => {
      clearTimeout(timer);
      timer = undefined;
      mutations.disconnect();
      sizes.disconnect();
      document.removeEventListener("visibilitychange", schedule);
      worker.dispose();
      clearMarks();
    },
  });
}
