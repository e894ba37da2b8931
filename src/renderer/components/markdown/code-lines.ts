export interface LineChunk {
  /** Number of the first line, from 0. */
  readonly start: number;
  /** Its lines, without the newline after the last. */
  readonly text: string;
  readonly last: boolean;
}

export const linesPerChunk = 40;

/** A text cut into runs of lines that stay the same while it grows at its end. */
export function chunkLines(code: string): readonly LineChunk[] {
  const chunks: LineChunk[] = [];
  let start = 0;
  let from = 0;
  let lines = 0;
  for (;;) {
    const end = code.indexOf("\n", from);
    if (end === -1) break;
    lines += 1;
    from = end + 1;
    if (lines % linesPerChunk !== 0) continue;
    chunks.push({
      start: lines - linesPerChunk,
      text: code.slice(start, end),
      last: false,
    });
    start = from;
  }
  chunks.push({
    start: Math.floor(lines / linesPerChunk) * linesPerChunk,
    text: code.slice(start),
    last: true,
  });
  return chunks;
}
