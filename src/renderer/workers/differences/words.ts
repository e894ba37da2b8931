import type { Word } from "./passages.ts";

/** Longest common subsequence of two word lists: for each word of `left` whether it is shared. */
export function sharedWords(
  left: readonly Word[],
  right: readonly Word[],
): { left: Uint8Array; right: Uint8Array } {
  // Of several longest subsequences one is taken; a fixed order of the two keeps that symmetric.
  if (!inOrder(left, right)) {
    const swapped = sharedWords(right, left);
    return { left: swapped.right, right: swapped.left };
  }
  const shared = {
    left: new Uint8Array(left.length),
    right: new Uint8Array(right.length),
  };
  let start = 0;
  const shorter = Math.min(left.length, right.length);
  while (start < shorter && left[start]?.key === right[start]?.key)
    mark(shared, start, start++);
  let leftEnd = left.length;
  let rightEnd = right.length;
  while (
    leftEnd > start &&
    rightEnd > start &&
    left[leftEnd - 1]?.key === right[rightEnd - 1]?.key
  )
    mark(shared, --leftEnd, --rightEnd);
  markMiddle({ left, right, start, leftEnd, rightEnd }, shared);
  return shared;
}

function inOrder(left: readonly Word[], right: readonly Word[]): boolean {
  if (left.length !== right.length) return left.length < right.length;
  const unlike = left.findIndex(
    (word, index) => word.key !== right[index]?.key,
  );
  return (
    unlike === -1 || (left[unlike]?.key ?? "") < (right[unlike]?.key ?? "")
  );
}

interface Middle {
  readonly left: readonly Word[];
  readonly right: readonly Word[];
  readonly start: number;
  readonly leftEnd: number;
  readonly rightEnd: number;
}

/** Passages are sentences, so the table of lengths stays small; a huge one is compared as sets. */
const largestTable = 1_000_000;

function markMiddle(
  middle: Middle,
  shared: { left: Uint8Array; right: Uint8Array },
): void {
  const { left, right, start, leftEnd, rightEnd } = middle;
  const rows = leftEnd - start;
  const columns = rightEnd - start;
  if (rows === 0 || columns === 0) return;
  if (rows * columns > largestTable) return markAsSets(middle, shared);
  const width = columns + 1;
  const lengths = new Uint16Array((rows + 1) * width);
  for (let row = rows - 1; row >= 0; row--) {
    const key = left[start + row]?.key;
    for (let column = columns - 1; column >= 0; column--) {
      const at = row * width + column;
      lengths[at] =
        key === right[start + column]?.key
          ? (lengths[at + width + 1] ?? 0) + 1
          : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  for (let row = 0, column = 0; row < rows && column < columns;) {
    const at = row * width + column;
    if (left[start + row]?.key === right[start + column]?.key)
      mark(shared, start + row++, start + column++);
    else if ((lengths[at + width] ?? 0) >= (lengths[at + 1] ?? 0)) row++;
    else column++;
  }
}

function markAsSets(
  middle: Middle,
  shared: { left: Uint8Array; right: Uint8Array },
): void {
  const leftKeys = new Set(middle.left.map((word) => word.key));
  const rightKeys = new Set(middle.right.map((word) => word.key));
  middle.left.forEach((word, index) => {
    if (rightKeys.has(word.key)) shared.left[index] = 1;
  });
  middle.right.forEach((word, index) => {
    if (leftKeys.has(word.key)) shared.right[index] = 1;
  });
}

function mark(
  shared: { left: Uint8Array; right: Uint8Array },
  left: number,
  right: number,
): void {
  shared.left[left] = 1;
  shared.right[right] = 1;
}
