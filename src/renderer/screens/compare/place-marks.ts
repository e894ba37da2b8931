import type {
  Anchor,
  Differences,
  Mark,
  MarkKind,
} from "#renderer/workers/differences/differences.ts";
import { settledMarks } from "#renderer/workers/differences/settled-marks.ts";
import { alignedPosition } from "./aligned-scroll.ts";
import { locate, type RenderedBlock } from "./rendered-blocks.ts";

/** A mark and where it stands. */
export interface PlacedMark {
  readonly kind: MarkKind;
  readonly column: string;
  readonly place: StaticRangeInit;
  /** Pixels from the top of what the column scrolls. */
  readonly top: number;
}

export interface ColumnSummary {
  readonly own: number;
  readonly clashes: number;
  /** Share of the column's words, 0 to 1, that the compared columns have too. */
  readonly agreement: number;
}

export interface Attached {
  readonly scroller: HTMLElement;
  readonly answer: HTMLElement;
}

export interface FoundColumn {
  readonly id: string;
  readonly writing: boolean;
  readonly blocks: readonly RenderedBlock[];
}

export interface Found {
  readonly columns: readonly FoundColumn[];
  readonly differences: Differences;
}

export function placeMarks(
  { columns, differences }: Found,
  attached: ReadonlyMap<string, Attached>,
): PlacedMark[] {
  const settled = settledMarks(
    differences,
    columns.map(({ blocks }) => blocks),
    columns.map(({ writing }) => writing),
  );
  return columns.flatMap(({ id, blocks }, index) => {
    const scroller = attached.get(id)?.scroller;
    if (scroller === undefined) return [];
    const zero = scroller.getBoundingClientRect().top - scroller.scrollTop;
    const byBlock = Map.groupBy(settled[index] ?? [], ({ block }) => block);
    return [...byBlock].flatMap(([block, marks]) =>
      placeInBlock(blocks[block], marks, zero).map((mark) => ({
        ...mark,
        column: id,
      })),
    );
  });
}

function placeInBlock(
  block: RenderedBlock | undefined,
  marks: readonly Mark[],
  zero: number,
): Omit<PlacedMark, "column">[] {
  if (block?.element.isConnected !== true) return [];
  const box = block.element.getBoundingClientRect();
  const places = locate(block.element, marks);
  return marks.flatMap(({ kind, start }, index) => {
    const place = places[index];
    if (place === undefined) return [];
    const share = start / Math.max(1, block.text.length);
    return [{ kind, place, top: box.top - zero + share * box.height }];
  });
}

export function placesOf(
  marks: readonly PlacedMark[],
  wanted: MarkKind,
): readonly StaticRangeInit[] {
  return marks.flatMap(({ kind, place }) => (kind === wanted ? [place] : []));
}

export function summarize(
  { columns, differences }: Found,
  marks: readonly PlacedMark[],
): Readonly<Record<string, ColumnSummary>> {
  return Object.fromEntries(
    columns.flatMap(({ id, blocks }, index) => {
      if (blocks.length === 0) return [];
      const own = marks.filter(({ column }) => column === id);
      const summary = {
        own: own.filter(({ kind }) => kind === "own").length,
        clashes: own.filter(({ kind }) => kind === "clash").length,
        agreement: differences.columns[index]?.agreement ?? 1,
      };
      return [[id, summary] as const];
    }),
  );
}

export function followColumn(
  column: string,
  { columns, differences }: Found,
  attached: ReadonlyMap<string, Attached>,
): void {
  const from = columns.findIndex(({ id }) => id === column);
  const leader = attached.get(column)?.scroller;
  if (from === -1 || leader === undefined) return;
  const moves = columns.flatMap(({ id }, to) => {
    const scroller = attached.get(id)?.scroller;
    if (to === from || scroller === undefined) return [];
    const pairs = differences.anchors.flatMap((anchor) =>
      pairOf(anchor, { from, to, columns, leader, scroller }),
    );
    return [{ scroller, top: alignedPosition(pairs, leader.scrollTop) }];
  });
  for (const { scroller, top } of moves) scroller.scrollTop = top;
}

function pairOf(
  { blocks }: Anchor,
  query: {
    readonly from: number;
    readonly to: number;
    readonly columns: readonly FoundColumn[];
    readonly leader: HTMLElement;
    readonly scroller: HTMLElement;
  },
): { from: number; to: number }[] {
  const { from, to, columns, leader, scroller } = query;
  const left = columns[from]?.blocks[blocks[from] ?? -1]?.element;
  const right = columns[to]?.blocks[blocks[to] ?? -1]?.element;
  if (left === undefined || right === undefined) return [];
  return [{ from: topIn(leader, left), to: topIn(scroller, right) }];
}

function topIn(scroller: HTMLElement, element: Element): number {
  const zero = scroller.getBoundingClientRect().top - scroller.scrollTop;
  return element.getBoundingClientRect().top - zero;
}
