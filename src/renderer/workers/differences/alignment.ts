import type { Passage } from "./passages.ts";

/** Position of the partner in the other column, −1 where there is none. */
export type Partners = Int32Array;

/** Share of weighted words that two passages must have in common to say the same thing. */
const similarEnough = 0.5;
/** Candidates that are compared in full for each passage. */
const candidateLimit = 8;

/** Weight of each word over all columns: rare words say more about what a passage is about. */
export function wordWeights(
  columns: readonly (readonly Passage[])[],
): Map<string, number> {
  const occurrences = new Map<string, number>();
  let total = 0;
  for (const column of columns) {
    for (const passage of column) {
      total += 1;
      for (const key of new Set(passage.words.map((word) => word.key))) {
        occurrences.set(key, (occurrences.get(key) ?? 0) + 1);
      }
    }
  }
  const weights = new Map<string, number>();
  for (const [key, count] of occurrences)
    weights.set(key, Math.log(1 + total / count));
  return weights;
}

/**
 * One-to-one partners between two columns: equal passages first (in order), then the most similar
 * ones, near positions preferred. Order is not forced, so a moved passage still finds its partner.
 */
export function alignPair(
  left: readonly Passage[],
  right: readonly Passage[],
  weights: ReadonlyMap<string, number>,
): { left: Partners; right: Partners } {
  // Ties are broken by position, so a fixed order of the two keeps the outcome symmetric.
  if (!inOrder(left, right)) {
    const swapped = alignPair(right, left, weights);
    return { left: swapped.right, right: swapped.left };
  }
  const partners = {
    left: new Int32Array(left.length).fill(-1),
    right: new Int32Array(right.length).fill(-1),
  };
  pairEqual({ left, right, partners }, ({ key }) => key);
  // Rows of tables differ in their numbers above all: what they are about holds them together.
  pairEqual({ left, right, partners }, ({ label }) => label);
  for (const { l, r } of similarPairs({ left, right, partners, weights })) {
    if (partners.left[l] !== -1 || partners.right[r] !== -1) continue;
    partners.left[l] = r;
    partners.right[r] = l;
  }
  return partners;
}

function inOrder(left: readonly Passage[], right: readonly Passage[]): boolean {
  if (left.length !== right.length) return left.length < right.length;
  const unlike = left.findIndex(
    (passage, index) => passage.key !== right[index]?.key,
  );
  return (
    unlike === -1 || (left[unlike]?.key ?? "") < (right[unlike]?.key ?? "")
  );
}

/** Pairs the passages without a partner that this finds equal, in order. */
function pairEqual(
  { left, right, partners }: Omit<Columns, "weights">,
  keyOf: (passage: Passage) => string | undefined,
): void {
  const byKey = new Map<string, number[]>();
  right.forEach((passage, index) => {
    const key = keyOf(passage);
    if (key === undefined || partners.right[index] !== -1) return;
    const places = byKey.get(key);
    if (places) places.push(index);
    else byKey.set(key, [index]);
  });
  for (const places of byKey.values()) places.reverse();
  left.forEach((passage, index) => {
    const key = keyOf(passage);
    if (key === undefined || partners.left[index] !== -1) return;
    const place = byKey.get(key)?.pop();
    if (place === undefined) return;
    partners.left[index] = place;
    partners.right[place] = index;
  });
}

interface Pair {
  readonly l: number;
  readonly r: number;
  readonly score: number;
}

interface Columns {
  readonly left: readonly Passage[];
  readonly right: readonly Passage[];
  readonly partners: { readonly left: Partners; readonly right: Partners };
  readonly weights: ReadonlyMap<string, number>;
}

function similarPairs({ left, right, partners, weights }: Columns): Pair[] {
  const open = right.flatMap((_, index) =>
    partners.right[index] === -1 ? [index] : [],
  );
  const index = invertedIndex(right, open);
  const totals = Float64Array.from(right, (passage) =>
    weightOf(passage, weights),
  );
  const shared = new Float64Array(right.length);
  const pairs: Pair[] = [];
  left.forEach((passage, l) => {
    if (partners.left[l] !== -1) return;
    const touched: number[] = [];
    for (const [key, count] of bag(passage)) {
      const weight = weights.get(key) ?? 0;
      for (const { place, count: theirs } of index.get(key) ?? []) {
        if (shared[place] === 0) touched.push(place);
        shared[place] = (shared[place] ?? 0) + weight * Math.min(count, theirs);
      }
    }
    const own = weightOf(passage, weights);
    const found: Pair[] = [];
    for (const r of touched) {
      const likeness = (2 * (shared[r] ?? 0)) / (own + (totals[r] ?? 0));
      shared[r] = 0;
      if (likeness < similarEnough) continue;
      const distance = Math.abs(l / left.length - r / right.length);
      found.push({ l, r, score: likeness - 0.1 * distance });
    }
    found.sort((a, b) => b.score - a.score);
    pairs.push(...found.slice(0, candidateLimit));
  });
  return pairs.sort((a, b) => b.score - a.score || a.l - b.l || a.r - b.r);
}

function invertedIndex(
  passages: readonly Passage[],
  open: readonly number[],
): Map<string, { place: number; count: number }[]> {
  const index = new Map<string, { place: number; count: number }[]>();
  for (const place of open) {
    const passage = passages[place];
    if (!passage) continue;
    for (const [key, count] of bag(passage)) {
      const entry = { place, count };
      const entries = index.get(key);
      if (entries) entries.push(entry);
      else index.set(key, [entry]);
    }
  }
  // Words that stand nearly everywhere cannot tell passages apart and would make this quadratic.
  const everywhere = Math.max(32, open.length / 4);
  for (const [key, entries] of index)
    if (entries.length > everywhere) index.delete(key);
  return index;
}

const bags = new WeakMap<Passage, ReadonlyMap<string, number>>();

function bag(passage: Passage): ReadonlyMap<string, number> {
  const known = bags.get(passage);
  if (known) return known;
  const made = new Map<string, number>();
  for (const { key } of passage.words) made.set(key, (made.get(key) ?? 0) + 1);
  bags.set(passage, made);
  return made;
}

function weightOf(
  passage: Passage,
  weights: ReadonlyMap<string, number>,
): number {
  let sum = 0;
  for (const { key } of passage.words) sum += weights.get(key) ?? 0;
  return sum;
}
