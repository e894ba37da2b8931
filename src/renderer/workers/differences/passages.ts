/**
 * Cuts rendered text into passages (sentences, lines of code, table rows) and words.
 * All offsets are UTF-16 units within the block that the passage stands in.
 */

export type BlockKind = "prose" | "code" | "row";

/** Stands between the cells of a row's text. */
export const cellBorder = "\t";

/** One rendered block (paragraph, heading, list item, table row, code block) as plain text. */
export interface Block {
  readonly kind: BlockKind;
  readonly text: string;
}

export interface Word {
  readonly start: number;
  readonly end: number;
  /** Folded text that words are compared by. */
  readonly key: string;
  /** Facts are what readers check first: numbers, dates, units, names, code. */
  readonly fact: boolean;
  /** Place of the table cell that it stands in; 0 outside of tables. */
  readonly cell: number;
}

export interface Passage {
  readonly block: number;
  readonly start: number;
  readonly end: number;
  readonly words: readonly Word[];
  /** All words in one key, to find equal passages at once. */
  readonly key: string;
  /** What a table row is about: the words of its first cell. */
  readonly label?: string;
}

const sentenceSegmenter = new Intl.Segmenter(undefined, {
  granularity: "sentence",
});
const wordSegmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/** Scripts that do not put spaces between words need the dictionary-based segmenter. */
const unspacedScript =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** What makes a segment a word; the segmenter's own word for it leaves rare signs out. */
const letterOrNumber = /[\p{L}\p{N}]/u;

/** A number with its separators and unit sign, a word with inner marks, or a run of symbols in code. */
const spacedWord =
  /[+-]?\p{N}+(?:[.,:/’'\u00a0\u202f-]?\p{N}+)*(?:\s?(?:°[CF]|[%‰°€$£¥]))?|[$€£¥]\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{M}][\p{L}\p{M}\p{N}_]*(?:[’'.-][\p{L}\p{M}\p{N}_]+)*/gu;
const codeWord = /[\p{L}\p{M}\p{N}_$]+|[^\s\p{L}\p{M}\p{N}_$]+/gu;

const cache = new Map<string, readonly Omit<Passage, "block">[]>();
const cacheLimit = 4_000;

/** Passages of a column. Blocks that were seen before cost one lookup, so streaming stays cheap. */
export function passagesOf(blocks: readonly Block[]): Passage[] {
  const passages: Passage[] = [];
  blocks.forEach((block, index) => {
    for (const passage of cachedPassages(block))
      passages.push({ ...passage, block: index });
  });
  return passages;
}

function cachedPassages(block: Block): readonly Omit<Passage, "block">[] {
  const id = `${block.kind}:${block.text}`;
  const known = cache.get(id);
  if (known) return known;
  const made = cutters[block.kind](block.text);
  if (cache.size >= cacheLimit) cache.clear();
  cache.set(id, made);
  return made;
}

const cutters: Readonly<
  Record<BlockKind, (text: string) => Omit<Passage, "block">[]>
> = { prose: cutSentences, code: cutLines, row: cutRow };

/** A cell alone says little: its row is what other columns say alike, otherwise or not at all. */
function cutRow(text: string): Omit<Passage, "block">[] {
  const words: Word[] = [];
  let start = 0;
  text.split(cellBorder).forEach((content, cell) => {
    const found = cutWords(content, start);
    words.push(...found.map((word) => ({ ...word, cell })));
    start += content.length + cellBorder.length;
  });
  if (words.length === 0) return [];
  const lead = text.length - text.trimStart().length;
  const passage = toPassage(lead, text.trimEnd().length, words);
  const label = words.flatMap(({ cell, key }) => (cell === 0 ? key : []));
  return [
    label.length === 0 ? passage : { ...passage, label: label.join(" ") },
  ];
}

function cutLines(text: string): Omit<Passage, "block">[] {
  const passages: Omit<Passage, "block">[] = [];
  for (const line of text.matchAll(/[^\n\r]+/g)) {
    const words = wordsByPattern(line[0], line.index, true);
    if (words.length > 0)
      passages.push(toPassage(line.index, line.index + line[0].length, words));
  }
  return passages;
}

/** Fragments such as "Yes." or "1." say nothing alone: they join the sentence that follows. */
const fewestWords = 3;

function cutSentences(text: string): Omit<Passage, "block">[] {
  const passages: Omit<Passage, "block">[] = [];
  let held: { start: number; words: readonly Word[]; end: number } | undefined;
  for (const { segment, index } of sentenceSegmenter.segment(text)) {
    const found = cutWords(segment, index);
    if (found.length === 0) continue;
    const lead = segment.length - segment.trimStart().length;
    const start = held?.start ?? index + lead;
    const end = index + segment.trimEnd().length;
    const words: readonly Word[] = held ? [...held.words, ...found] : found;
    held = words.length < fewestWords ? { start, words, end } : undefined;
    if (!held) passages.push(toPassage(start, end, words));
  }
  if (held) passages.push(toPassage(held.start, held.end, held.words));
  return passages;
}

function toPassage(
  start: number,
  end: number,
  words: readonly Word[],
): Omit<Passage, "block"> {
  return { start, end, words, key: words.map((word) => word.key).join(" ") };
}

function cutWords(sentence: string, offset: number): Word[] {
  if (!unspacedScript.test(sentence))
    return wordsByPattern(sentence, offset, false);
  const words: Word[] = [];
  for (const { segment, index } of wordSegmenter.segment(sentence)) {
    if (!letterOrNumber.test(segment)) continue;
    const start = offset + index;
    const fact = /\p{N}/u.test(segment);
    words.push({
      start,
      end: start + segment.length,
      key: fold(segment),
      fact,
      cell: 0,
    });
  }
  return words;
}

function wordsByPattern(text: string, offset: number, code: boolean): Word[] {
  const pattern = code ? codeWord : spacedWord;
  const words: Word[] = [];
  let first = true;
  for (const match of text.matchAll(pattern)) {
    const word = match[0];
    const start = offset + match.index;
    const fact = code || /\p{N}/u.test(word) || (!first && isName(word));
    words.push({
      start,
      end: start + word.length,
      key: code ? word : fold(word),
      fact,
      cell: 0,
    });
    first = false;
  }
  return words;
}

/** A capital inside a sentence marks a name, an acronym or an identifier; `I` alone is none. */
function isName(word: string): boolean {
  return word.length > 1 && /\p{Lu}/u.test(word);
}

function fold(word: string): string {
  return word.normalize("NFKC").toLowerCase().replaceAll("’", "'");
}
