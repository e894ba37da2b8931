import "./differences.css";
import type { MarkKind } from "#renderer/workers/differences/differences.ts";

type Painted = Readonly<Record<MarkKind, readonly StaticRangeInit[]>>;

const kinds: readonly MarkKind[] = ["own", "clash", "word"];

/**
 * Draws marks over the page's text without touching it, by the names that `differences.css` styles.
 * A browser without highlights shows the text plain; counts and jumps work all the same.
 */
export function paintMarks(painted: Painted): void {
  if (!("highlights" in CSS)) return;
  for (const kind of kinds) {
    const name = `difference-${kind}`;
    const ranges = painted[kind].map((place) => new StaticRange(place));
    if (ranges.length === 0) CSS.highlights.delete(name);
    else CSS.highlights.set(name, new Highlight(...ranges));
  }
}

export function clearMarks(): void {
  paintMarks({ own: [], clash: [], word: [] });
}
