import { createStore, type StoreApi } from "zustand/vanilla";
import type { Comparison } from "#shared/compare/comparison.ts";
import {
  createDifferencesWorker,
  type DifferencesWorker,
} from "./differences-worker.ts";
import { createLatestWins } from "./latest-wins.ts";
import { createMarkPainter } from "./mark-painter.ts";
import {
  placeMarks,
  summarize,
  type Attached,
  type ColumnSummary,
  type Found,
  type PlacedMark,
} from "./place-marks.ts";
import { renderedBlocks } from "./rendered-blocks.ts";
import { createScrollTogether } from "./scroll-together.ts";

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
  /** Scrolls all others to the passages that this column shows, if a person scrolled it. */
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
  const painter = createMarkPainter();
  const attached = new Map<string, Attached>();
  const scrolls = createScrollTogether(attached);
  let options: DifferenceOptions = {
    columns: [],
    detail: "off",
    base: "group",
  };
  let found: Found | undefined;

  function show(): void {
    if (found === undefined || options.detail === "off") {
      painter.clear();
      store.setState(nothing);
      return;
    }
    const marks = placeMarks(found, attached);
    painter.show(marks, attached);
    store.setState(stateOf(found, marks, store.getState()));
  }

  const looks = createLatestWins(async () => {
    if (document.hidden) return;
    found = await findBetween(options, attached, worker);
    show();
  }, pauseMs);
  const changes = watchChanges(looks.request);

  return Object.assign(store, {
    attach: (column: string, each: Attached) => {
      attached.set(column, each);
      const ignore = changes.observe(each.answer);
      looks.request();
      return () => {
        attached.delete(column);
        ignore();
        looks.request();
      };
    },
    configure: (next: DifferenceOptions) => {
      options = next;
      if (next.detail === "off") show();
      looks.request();
    },
    go: (index: number) => goTo(store, attached, index),
    follow: (column: string) => {
      if (found !== undefined) scrolls.follow(column, found);
    },
    pause: () => {
      looks.cancel();
      changes.dispose();
      worker.dispose();
      painter.clear();
    },
  });
}

/** Whatever asks for another look: text that changes, room that does, a window that comes back. */
function watchChanges(onChange: () => void): {
  observe(answer: HTMLElement): () => void;
  dispose(): void;
} {
  const mutations = new MutationObserver(onChange);
  const sizes = new ResizeObserver(onChange);
  document.addEventListener("visibilitychange", onChange);
  return {
    observe(answer) {
      mutations.observe(answer, observed);
      sizes.observe(answer);
      return () => sizes.unobserve(answer);
    },
    dispose() {
      mutations.disconnect();
      sizes.disconnect();
      document.removeEventListener("visibilitychange", onChange);
    },
  };
}

type AttachedColumns = ReadonlyMap<string, Attached>;

function goTo(
  store: StoreApi<DifferenceState>,
  attached: AttachedColumns,
  index: number,
): void {
  const stop = store.getState().stops[index];
  const scroller = attached.get(stop?.column ?? "")?.scroller;
  if (stop === undefined || scroller === undefined) return;
  store.setState({ current: index });
  scroller.scrollTo({ top: stop.top - scroller.clientHeight / 3 });
  scroller.scrollIntoView({ inline: "nearest", block: "nearest" });
}

const observed: MutationObserverInit = {
  childList: true,
  characterData: true,
  subtree: true,
};

/** Reads the text of all columns as it stands in the page and has it compared. */
async function findBetween(
  { columns: asked, detail, base }: DifferenceOptions,
  attached: AttachedColumns,
  worker: DifferencesWorker,
): Promise<Found | undefined> {
  if (detail === "off") return undefined;
  const columns = asked.flatMap(({ id, writing }) => {
    const answer = attached.get(id)?.answer;
    return answer === undefined
      ? []
      : [{ id, writing, blocks: renderedBlocks(answer) }];
  });
  if (columns.length < 2) return undefined;
  const against = columns.findIndex(({ id }) => id === base);
  const differences = await worker.find({
    columns: columns.map(({ blocks }) =>
      blocks.map(({ kind, text }) => ({ kind, text })),
    ),
    detail,
    base: against === -1 ? "group" : against,
  });
  return differences === undefined ? undefined : { columns, differences };
}

/** What was found, and the place that was gone to. */
function stateOf(
  found: Found,
  marks: readonly PlacedMark[],
  { current }: DifferenceState,
): DifferenceState {
  const order = found.columns.map(({ id }) => id);
  const stops = marks
    .filter(({ kind }) => kind !== "word")
    .toSorted(
      (a, b) =>
        a.top - b.top || order.indexOf(a.column) - order.indexOf(b.column),
    );
  return {
    summaries: summarize(found, marks),
    stops,
    current:
      current === undefined || stops.length === 0
        ? undefined
        : Math.min(current, stops.length - 1),
  };
}
