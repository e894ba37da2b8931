import { diffWords } from "diff";
import { findDifferences } from "#renderer/workers/differences/differences.ts";
import type { Block } from "#renderer/workers/differences/passages.ts";
import { median, type BenchRow } from "./row.ts";

const words = 5_000;
const columns = 4;
const runs = 7;

/** Small and repeatable; the texts are the same on every machine. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const syllables = "ka lo mi ren tu sa ve dor ni pel ga sho".split(" ");

/** Prose of sentences in paragraphs, with a number now and then. */
function text(seed: number): string[] {
  const next = random(seed);
  const pick = (): string =>
    syllables[Math.floor(next() * syllables.length)] ?? "";
  const word = (): string =>
    next() < 0.03
      ? String(Math.floor(next() * 1_000))
      : Array.from({ length: 1 + Math.floor(next() * 3) }, pick).join("");
  return Array.from({ length: words }, word);
}

function edited(original: readonly string[], seed: number): string[] {
  const next = random(seed);
  const other = text(seed + 1);
  return original.map((word, at) =>
    next() < 0.1 ? (other[at] ?? word) : word,
  );
}

function blocksOf(all: readonly string[]): Block[] {
  const sentence = 14;
  const paragraph = 6 * sentence;
  return Array.from({ length: Math.ceil(all.length / paragraph) }, (_, at) => {
    const own = all.slice(at * paragraph, (at + 1) * paragraph);
    const sentences = Array.from(
      { length: Math.ceil(own.length / sentence) },
      (__, place) =>
        `${own.slice(place * sentence, (place + 1) * sentence).join(" ")}.`,
    );
    return { kind: "prose", text: sentences.join(" ") };
  });
}

/** Milliseconds of a word diff of two whole texts, times the pairs that a group comparison needs. */
function wholeText(texts: readonly string[]): number {
  const [left = "", right = ""] = texts;
  const start = performance.now();
  diffWords(left, right);
  const pairs = (columns * (columns - 1)) / 2;
  return pairs * (performance.now() - start);
}

/** Each run sees texts of its own: nothing is found in a cache. */
function series(make: (seed: number) => readonly string[][]): {
  readonly own: number;
  readonly whole: number;
} {
  const times = Array.from({ length: runs }, (_, at) => {
    const answers = make(100 * (at + 1)).map(blocksOf);
    const start = performance.now();
    findDifferences({ columns: answers, detail: "words", base: "group" });
    return performance.now() - start;
  });
  const texts = make(1).map((each) =>
    blocksOf(each)
      .map((block) => block.text)
      .join("\n\n"),
  );
  return { own: median(times), whole: wholeText(texts) };
}

const column = Array.from({ length: columns }, (_, index) => index);

/** Four answers of 5,000 words: aligned and marked, beside a word diff of the whole text. */
export function run(): Promise<BenchRow[]> {
  const cases = {
    "10 % edited": (seed: number) => {
      const original = text(seed);
      return column.map((at) =>
        at === 0 ? original : edited(original, seed + at),
      );
    },
    unrelated: (seed: number) => column.map((at) => text(seed + at)),
  };
  const rows = Object.entries(cases).map(([name, make]): BenchRow => {
    const { own, whole } = series(make);
    return {
      name: `differences: 4 × 5,000 words, ${name}`,
      value: own,
      unit: "ms",
      baseline: whole,
      note: "against jsdiff's diffWords on whole texts, one pair times six",
    };
  });
  return Promise.resolve(rows);
}
