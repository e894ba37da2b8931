import type { Block } from "#renderer/workers/differences/passages.ts";

/** A block of text as it stands in the page; offsets in `text` are offsets in the element. */
export interface RenderedBlock extends Block {
  readonly element: Element;
}

/** Elements that hold running text and no further block. */
const leaves = 'p, [dir="auto"], td, th, pre';
/** Folded reasoning, tool calls and the bars of code blocks are no part of an answer. */
const leftOut = "details, figcaption";

/** The text of an answer block by block, in reading order. */
export function renderedBlocks(root: Element): RenderedBlock[] {
  const blocks: RenderedBlock[] = [];
  for (const element of root.querySelectorAll(leaves)) {
    if (element.closest(leftOut) !== null) continue;
    const text = element.textContent;
    if (text.trim() === "") continue;
    const kind = element.tagName === "PRE" ? "code" : "prose";
    blocks.push({ kind, text, element });
  }
  return blocks;
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
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes: PlacedText[] = [];
  let offset = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    nodes.push({ node: node as Text, offset });
    offset += (node as Text).length;
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
