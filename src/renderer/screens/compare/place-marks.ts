import type {
  Differences,
  Mark,
  MarkKind,
} from "#renderer/workers/differences/differences.ts";
import { settledMarks } from "#renderer/workers/differences/settled-marks.ts";
import type { RenderedBlock } from "./rendered-blocks.ts";

/** A mark, the rendered block whose text holds it, and where that is. */
export interface PlacedMark {
  readonly kind: MarkKind;
  readonly column: string;
  readonly element: Element;
  /** UTF-16 offsets in the block's text. */
  readonly start: number;
  readonly end: number;
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
      placeInBlock({ block: blocks[block], column: id, marks, zero }),
    );
  });
}

function placeInBlock({
  block,
  column,
  marks,
  zero,
}: {
  readonly block: RenderedBlock | undefined;
  readonly column: string;
  readonly marks: readonly Mark[];
  readonly zero: number;
}): PlacedMark[] {
  if (block?.element.isConnected !== true) return [];
  const { element, text } = block;
  const box = element.getBoundingClientRect();
  return marks.map(({ kind, start, end }) => {
    const share = start / Math.max(1, text.length);
    const top = box.top - zero + share * box.height;
    return { kind, column, element, start, end, top };
  });
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
