import {
  cellBorder,
  type Block,
} from "#renderer/workers/differences/passages.ts";

/**
 * A block of text as it stands in the page; offsets in `text` are offsets in the element, or in the
 * cells of a row with a border between them.
 */
export interface RenderedBlock extends Block {
  readonly element: Element;
}

/** Elements that hold running text and no further block. */
const leaves = 'p, [dir="auto"], tr, pre';
/** Folded reasoning, tool calls and the bars of code blocks are no part of an answer. */
const leftOut = "details, figcaption";

/** The text of an answer block by block, in reading order. */
export function renderedBlocks(root: Element): RenderedBlock[] {
  const blocks: RenderedBlock[] = [];
  for (const element of root.querySelectorAll(leaves)) {
    if (element.closest(leftOut) !== null) continue;
    const row = element.closest("tr");
    if (row !== null && row !== element) continue;
    const text = partsOf(element)
      .map((part) => part.textContent)
      .join(cellBorder);
    if (text.trim() === "") continue;
    blocks.push({ kind: kindOf(element), text, element });
  }
  return blocks;
}

function kindOf({ tagName }: Element): Block["kind"] {
  if (tagName === "TR") return "row";
  return tagName === "PRE" ? "code" : "prose";
}

/** The cells of a row, else the element itself. */
function partsOf(element: Element): readonly Element[] {
  return element.tagName === "TR" ? [...element.children] : [element];
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The same places as positions in text nodes; a span whose text is gone gives undefined. */
export function locate(
  element: Element,
  spans: readonly Span[],
): (StaticRangeInit | undefined)[] {
  const nodes = textNodes(element);
  return spans.map(({ start, end }) => {
    const from = nodeAt(nodes, start, false);
    const to = nodeAt(nodes, end, true);
    if (from === undefined || to === undefined) return undefined;
    return {
      startContainer: from.node,
      startOffset: start - from.offset,
      endContainer: to.node,
      endOffset: end - to.offset,
    };
  });
}

interface PlacedText {
  readonly node: Text;
  readonly offset: number;
}

function textNodes(element: Element): PlacedText[] {
  const nodes: PlacedText[] = [];
  let offset = 0;
  for (const part of partsOf(element)) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let at = walker.nextNode(); at !== null; at = walker.nextNode()) {
      nodes.push({ node: at as Text, offset });
      offset += (at as Text).length;
    }
    offset += cellBorder.length;
  }
  return nodes;
}

/** The node that holds a position; at a border the one before it ends a span, the one after begins it. */
function nodeAt(
  nodes: readonly PlacedText[],
  position: number,
  ends: boolean,
): PlacedText | undefined {
  return nodes.find(({ node, offset }) =>
    ends ? position <= offset + node.length : position < offset + node.length,
  );
}
