/** The first place of a text below an element, whatever elements it runs through. */
export function rangeOf(root: Element, text: string): Range | undefined {
  const wanted = text.toLowerCase();
  if (wanted === "") return undefined;
  const nodes: { readonly node: Text; readonly start: number }[] = [];
  let whole = "";
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() !== null) {
    const node = walker.currentNode as Text;
    nodes.push({ node, start: whole.length });
    // A letter that is more than one in lower case would move all that follows.
    const lower = node.data.toLowerCase();
    whole += lower.length === node.data.length ? lower : node.data;
  }
  const start = whole.indexOf(wanted);
  if (start === -1) return undefined;
  const range = document.createRange();
  const from = nodes.findLast((each) => each.start <= start);
  const end = start + wanted.length;
  const to = nodes.findLast((each) => each.start < end);
  if (from === undefined || to === undefined) return undefined;
  range.setStart(from.node, start - from.start);
  range.setEnd(to.node, end - to.start);
  return range;
}

const name = "found";

/** Draws the place over the text without touching it; nothing erases what was drawn. */
export function paintFound(range: Range | undefined): void {
  if (!("highlights" in CSS)) return;
  if (range === undefined) CSS.highlights.delete(name);
  else CSS.highlights.set(name, new Highlight(range));
}
