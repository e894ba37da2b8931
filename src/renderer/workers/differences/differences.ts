import { alignPair, wordWeights, type Partners } from "./alignment.ts";
import { passagesOf, type Block, type Passage } from "./passages.ts";
import { sharedWords } from "./words.ts";

/**
 * `own`: a passage that no compared column says. `clash`: a number, date, name or piece of code
 * that disagrees with a matched passage. `word`: another wording inside a matched passage.
 */
export type MarkKind = "own" | "clash" | "word";

export interface Mark {
  readonly kind: MarkKind;
  readonly block: number;
  readonly start: number;
  readonly end: number;
}

export interface ColumnDifferences {
  /** In reading order; never overlapping. */
  readonly marks: readonly Mark[];
  readonly ownCount: number;
  readonly clashCount: number;
  /** Share of this column's words, 0 to 1, that the compared columns have too. */
  readonly agreement: number;
}

/** Passages of two columns that say the same thing, for scrolling them together. */
export interface Anchor {
  /** Block of each column, −1 where a column has none. */
  readonly blocks: readonly number[];
}

export interface Differences {
  readonly columns: readonly ColumnDifferences[];
  readonly anchors: readonly Anchor[];
}

export interface DifferencesQuery {
  readonly columns: readonly (readonly Block[])[];
  readonly detail: "sentences" | "words";
  /** One column to compare all others with, or the group. */
  readonly base: number | "group";
}

/** Differences between two to eight columns of rendered text. Pure. */
export function findDifferences(query: DifferencesQuery): Differences {
  const columns = query.columns.map(passagesOf);
  const weights = wordWeights(columns);
  const partners = columns.map((): (Partners | undefined)[] =>
    Array.from({ length: columns.length }),
  );
  const compared = columns.map((_, column) => comparedWith(column, query));
  for (let left = 0; left < columns.length; left++) {
    for (let right = left + 1; right < columns.length; right++) {
      if (!compared[left]?.includes(right) && !compared[right]?.includes(left))
        continue;
      const pair = alignPair(
        columns[left] ?? [],
        columns[right] ?? [],
        weights,
      );
      (partners[left] ??= [])[right] = pair.left;
      (partners[right] ??= [])[left] = pair.right;
    }
  }
  return {
    columns: columns.map((_, column) =>
      describeColumn({
        columns,
        column,
        others: compared[column] ?? [],
        partners,
        query,
      }),
    ),
    anchors: anchorsOf(columns, partners, query.base),
  };
}

function comparedWith(column: number, query: DifferencesQuery): number[] {
  const all = query.columns
    .map((_, index) => index)
    .filter((index) => index !== column);
  if (query.base === "group" || query.base === column) return all;
  return [query.base];
}

interface ColumnQuery {
  readonly columns: readonly (readonly Passage[])[];
  readonly column: number;
  readonly others: readonly number[];
  readonly partners: readonly (readonly (Partners | undefined)[])[];
  readonly query: DifferencesQuery;
}

function describeColumn({
  columns,
  column,
  others,
  partners,
  query,
}: ColumnQuery): ColumnDifferences {
  const marks: Mark[] = [];
  const counts = { own: 0, clash: 0, words: 0, shared: 0 };
  const withText = others.filter((other) => (columns[other] ?? []).length > 0);
  (columns[column] ?? []).forEach((passage, index) => {
    counts.words += passage.words.length;
    const matches = withText.flatMap((other) => {
      const partner = partners[column]?.[other]?.[index] ?? -1;
      return partner === -1 ? [] : (columns[other]?.[partner] ?? []);
    });
    if (withText.length === 0) return;
    if (matches.length === 0) {
      counts.own += 1;
      marks.push({
        kind: "own",
        block: passage.block,
        start: passage.start,
        end: passage.end,
      });
      return;
    }
    const unlike = unlikeWords(passage, matches);
    counts.shared += passage.words.length - unlike.length;
    const groups = groupWords(passage, unlike);
    counts.clash += groups.filter((group) => group.kind === "clash").length;
    if (query.detail === "words") marks.push(...groups);
    else marks.push(...groups.filter((group) => group.kind === "clash"));
  });
  const agreement = counts.words === 0 ? 1 : counts.shared / counts.words;
  return { marks, ownCount: counts.own, clashCount: counts.clash, agreement };
}

interface UnlikeWord {
  readonly position: number;
  readonly clash: boolean;
}

/** Words that some partner says otherwise: facts of any partner count, wording that most lack. */
function unlikeWords(
  passage: Passage,
  matches: readonly Passage[],
): UnlikeWord[] {
  const missing = new Uint8Array(passage.words.length);
  const clashing = new Uint8Array(passage.words.length);
  for (const match of matches) {
    if (match.key === passage.key) continue;
    const shared = sharedWords(passage.words, match.words);
    const theirFacts = match.words.some(
      (word, at) => word.fact && !shared.right[at],
    );
    passage.words.forEach((word, at) => {
      if (shared.left[at]) return;
      missing[at] = (missing[at] ?? 0) + 1;
      if (word.fact && theirFacts) clashing[at] = 1;
    });
  }
  return passage.words.flatMap((_, position) => {
    const clash = clashing[position] === 1;
    const often = (missing[position] ?? 0) * 2 > matches.length;
    return clash || often ? [{ position, clash }] : [];
  });
}

/**
 * Neighbouring words of one kind become one mark, so that a phrase is one thing to read and jump to:
 * "7 to 10 days" is one disagreement, its shared "to" and its unit included.
 */
function groupWords(passage: Passage, unlike: readonly UnlikeWord[]): Mark[] {
  const groups: { clash: boolean; first: number; last: number }[] = [];
  for (const { position, clash } of unlike) {
    const previous = groups.at(-1);
    const reach = clash ? 2 : 1;
    if (previous?.clash && !clash && isUnit(passage, previous.last, position)) {
      previous.last = position;
      continue;
    }
    const near =
      previous !== undefined &&
      position - previous.last <= reach &&
      passage.words[previous.last]?.cell === passage.words[position]?.cell;
    if (near && previous.clash === clash) previous.last = position;
    else groups.push({ clash, first: position, last: position });
  }
  const taken = new Set(unlike.map((word) => word.position));
  return groups.map(({ clash, first, last }): Mark => {
    const unit =
      clash && !taken.has(last + 1) && isUnit(passage, last, last + 1)
        ? last + 1
        : last;
    const start = passage.words[first]?.start ?? passage.start;
    const end = passage.words[unit]?.end ?? passage.end;
    return { kind: clash ? "clash" : "word", block: passage.block, start, end };
  });
}

const longestUnit = 10;

/** Whether the word after a number reads as its unit: a short plain word right behind it. */
function isUnit(passage: Passage, last: number, position: number): boolean {
  const number = passage.words[last];
  const next = passage.words[position];
  if (
    !number ||
    !next ||
    position !== last + 1 ||
    next.fact ||
    next.cell !== number.cell ||
    !/\p{N}$/u.test(number.key)
  )
    return false;
  return next.start - number.end === 1 && next.key.length <= longestUnit;
}

function anchorsOf(
  columns: readonly (readonly Passage[])[],
  partners: readonly (readonly (Partners | undefined)[])[],
  base: number | "group",
): Anchor[] {
  const from = base === "group" ? 0 : base;
  const anchors: Anchor[] = [];
  (columns[from] ?? []).forEach((passage, index) => {
    const blocks = columns.map((column, other) => {
      if (other === from) return passage.block;
      const partner = partners[from]?.[other]?.[index] ?? -1;
      return partner === -1 ? -1 : (column[partner]?.block ?? -1);
    });
    const before = anchors.at(-1);
    if (before && before.blocks[from] === passage.block) return;
    if (blocks.some((block, other) => other !== from && block !== -1))
      anchors.push({ blocks });
  });
  return anchors;
}
