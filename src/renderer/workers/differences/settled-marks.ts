import type { Differences, Mark } from "./differences.ts";
import type { Block } from "./passages.ts";

/**
 * The marks that stay whatever the columns that still write will say: nothing is known of where a
 * writing column has not come to yet, nor of the last block of one that writes.
 */
export function settledMarks(
  differences: Differences,
  columns: readonly (readonly Block[])[],
  writing: readonly boolean[],
): readonly (readonly Mark[])[] {
  const lengths = columns.map(lengthOf);
  const reached = Math.min(...lengths.filter((_, index) => writing[index]));
  return differences.columns.map(({ marks }, index) => {
    const othersWrite = writing.some((writes, at) => writes && at !== index);
    const blocks = columns[index] ?? [];
    const starts = startsOf(blocks);
    const last = blocks.length - 1;
    return marks.filter((mark) => {
      if (writing[index] === true && mark.block === last) return false;
      if (!othersWrite) return true;
      return (starts[mark.block] ?? 0) + mark.end <= reached;
    });
  });
}

function lengthOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { text }) => sum + text.length, 0);
}

function startsOf(blocks: readonly Block[]): readonly number[] {
  let start = 0;
  return blocks.map(({ text }) => {
    const own = start;
    start += text.length;
    return own;
  });
}
