import { lexMarkdown, type Links, type MarkdownToken } from "./lexer.ts";

/** One top-level element. Blank space and link definitions draw nothing and are left out. */
export type Block = Exclude<MarkdownToken, { type: "space" | "def" }>;

/** Blocks come in groups so that a frame touches only the last one, however long the text is. */
export const groupSize = 24;

export interface MarkdownBlocks {
  /** Groups that did not change since the last parse are the same arrays. */
  readonly groups: readonly (readonly Block[])[];
}

/**
 * Parses a text that grows at its end. Blocks that no further text can change are parsed once; only
 * what follows them is parsed again, so a step costs the same at the start and at the end of a reply.
 */
export interface IncrementalMarkdown {
  /** `complete` says that no more text will come. A text that is not a continuation starts anew. */
  parse(text: string, complete: boolean): MarkdownBlocks;
}

export function createIncrementalMarkdown(): IncrementalMarkdown {
  let source = "";
  let complete = false;
  let document = createDocument();
  let groups: readonly (readonly Block[])[] = [];

  return {
    parse(given, isComplete) {
      const text = given.includes("\r") ? given.replace(/\r\n?/g, "\n") : given;
      if (text === source && isComplete === complete) return { groups };
      if (complete || !text.startsWith(source)) document = createDocument();
      source = text;
      complete = isComplete;
      const kept = document.unchangedGroups();
      const tail = document.advance(text, isComplete);
      const settled = document.settled();
      const still = Math.min(kept, document.unchangedGroups());
      groups = regroup(groups, still, { settled, tail });
      return { groups };
    },
  };
}

/** What is known of one text: its settled blocks, and where the part that may still change begins. */
function createDocument() {
  let settledLength = 0;
  let settled: Block[] = [];
  let links: Links = {};
  let fence: OpenFence | undefined;
  /** True after definitions have changed blocks that were settled before. */
  let rewritten = false;

  function settle(tokens: readonly MarkdownToken[], length: number): void {
    for (const token of tokens) if (isDrawn(token)) settled.push(token);
    settledLength += length;
    fence = undefined;
  }

  /** New definitions may turn `[text][label]` of earlier blocks into links. */
  function adopt(definitions: Links): void {
    const known = Object.keys(links).length;
    links = definitions;
    if (Object.keys(definitions).length === known) return;
    rewritten = true;
    settled = settled.map((block) =>
      block.raw.includes("[") ? relex(block, definitions) : block,
    );
  }

  function parseTail(tail: string): readonly Block[] {
    fence = continueFence(fence, tail);
    if (fence?.closed === false) return [openCode(fence, tail)];
    const { tokens } = lexMarkdown(tail, links);
    const cut = settledCount(tokens, tail);
    if (cut.count > 0) {
      settle(tokens.slice(0, cut.count), cut.length);
      const text = tail.slice(0, cut.length);
      if (text.includes("]:")) adopt(lexMarkdown(text, links).links);
    }
    return tokens.slice(cut.count).filter(isDrawn);
  }

  return {
    settled: (): readonly Block[] => settled,
    /** Leading groups that are full and were not rewritten by the last step. */
    unchangedGroups: () =>
      rewritten ? 0 : Math.floor(settled.length / groupSize),
    /** Takes the text as it is now; gives the blocks that may still change. */
    advance(text: string, isComplete: boolean): readonly Block[] {
      rewritten = false;
      const tail = text.slice(settledLength);
      if (!isComplete) return parseTail(tail);
      const lexed = lexMarkdown(tail, links);
      settle(lexed.tokens, tail.length);
      adopt(lexed.links);
      return [];
    },
  };
}

function isDrawn(token: MarkdownToken): token is Block {
  return token.type !== "space" && token.type !== "def";
}

function relex(block: Block, links: Links): Block {
  return lexMarkdown(block.raw, links).tokens.find(isDrawn) ?? block;
}

/**
 * How many leading tokens stay as they are whatever follows: all before the last drawn token, if
 * what is known of that one rules out that it joins its predecessor.
 */
function settledCount(
  tokens: readonly MarkdownToken[],
  tail: string,
): { count: number; length: number } {
  const none = { count: 0, length: 0 };
  const last = tokens.findLastIndex((token) => token.type !== "space");
  if (last <= 0) return none;
  let length = 0;
  for (const token of tokens.slice(0, last)) {
    if (!tail.startsWith(token.raw, length)) return none;
    length += token.raw.length;
  }
  const isSpaced = tokens[last - 1]?.type === "space";
  const previous = tokens[isSpaced ? last - 2 : last - 1];
  // White space at the end of a line is such a token, too.
  const before = isSpaced && /\n[ \t]*\n[ \t]*$/.test(tail.slice(0, length));
  if (previous === undefined) return { count: last, length };
  if (!before && mayOpenFormula(tail.slice(0, length))) return none;
  return standsApart(previous, tail.slice(length), before)
    ? { count: last, length }
    : none;
}

/** A formula that is still open may swallow all lines up to the next blank one. */
function mayOpenFormula(text: string): boolean {
  return text.includes("$$") || text.includes("\\[");
}

function standsApart(
  previous: MarkdownToken,
  rest: string,
  blankBetween: boolean,
): boolean {
  const lines = rest.split("\n", 3).length - 1;
  if (!blankBetween) {
    if (previous.type === "heading" || previous.type === "hr") return true;
    if (previous.type === "code") return isFenced(previous);
    return false;
  }
  switch (previous.type) {
    case "list":
      return lines > 0 || /^(?:[^\s\d*+-]|\*\*[^\s*])/.test(rest);
    case "def":
      return lines > 0 && !/^\s*["'(]/.test(rest);
    case "code":
      return isFenced(previous) || lines > 0;
    case "html":
      return lines > 0;
    default:
      return true;
  }
}

function isFenced(token: MarkdownToken): boolean {
  return token.type === "code" && token.codeBlockStyle !== "indented";
}

/** A fenced code block at the start of the tail; while open, only its new lines are looked at. */
interface OpenFence {
  readonly language: string;
  readonly bodyStart: number;
  readonly closing: RegExp;
  /** Where the first line that was not yet complete begins. */
  readonly scanned: number;
  readonly closed: boolean;
}

function continueFence(
  fence: OpenFence | undefined,
  tail: string,
): OpenFence | undefined {
  const open = fence ?? openFence(tail);
  if (open === undefined || open.closed) return open;
  let scanned = open.scanned;
  for (;;) {
    const end = tail.indexOf("\n", scanned);
    const line = tail.slice(scanned, end === -1 ? undefined : end);
    // An unfinished line that looks like the end may still be one: let the lexer see it.
    if (open.closing.test(line))
      return { ...open, scanned, closed: end !== -1 };
    if (end === -1) return { ...open, scanned };
    scanned = end + 1;
  }
}

function openFence(tail: string): OpenFence | undefined {
  const match = /^(`{3,}(?=[^`\n]*\n)|~{3,})([^\n]*)\n/.exec(tail);
  const mark = match?.[1];
  if (match === null || mark === undefined) return undefined;
  const character = mark.charAt(0);
  return {
    language: (match[2] ?? "").trim(),
    bodyStart: match[0].length,
    closing: new RegExp(`^ {0,3}${character}{${mark.length},} *$`),
    scanned: match[0].length,
    closed: false,
  };
}

function openCode(fence: OpenFence, tail: string): Block {
  const lastLine = tail.slice(fence.scanned);
  // Half a closing fence is not shown as code.
  const end = /^ {0,3}(`+|~+) *$/.test(lastLine) ? fence.scanned : tail.length;
  const text = tail.slice(fence.bodyStart, end).replace(/\n$/, "");
  return { type: "code", raw: tail, lang: fence.language, text };
}

/** `settledGroups` leading groups are full, settled and taken over as they are. */
function regroup(
  groups: readonly (readonly Block[])[],
  settledGroups: number,
  blocks: {
    readonly settled: readonly Block[];
    readonly tail: readonly Block[];
  },
): readonly (readonly Block[])[] {
  const { settled, tail } = blocks;
  const result = groups.slice(0, settledGroups);
  const total = settled.length + tail.length;
  for (
    let start = result.length * groupSize;
    start < total;
    start += groupSize
  ) {
    const own = settled.slice(start, start + groupSize);
    const from = Math.max(0, start - settled.length);
    result.push([...own, ...tail.slice(from, from + groupSize - own.length)]);
  }
  return result;
}
