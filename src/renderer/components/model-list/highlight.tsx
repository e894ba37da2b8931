import styles from "./model-list.module.css";
import type { Ranges } from "./search.ts";

/** Text with the parts that matched a search marked. */
export function Highlight({
  text,
  ranges,
}: {
  readonly text: string;
  readonly ranges: Ranges;
}) {
  if (ranges.length === 0) return text;
  const pieces = [];
  let at = 0;
  for (let index = 0; index + 1 < ranges.length; index += 2) {
    const start = ranges[index] ?? 0;
    const end = ranges[index + 1] ?? 0;
    pieces.push(
      text.slice(at, start),
      <mark key={start} className={styles.hit}>
        {text.slice(start, end)}
      </mark>,
    );
    at = end;
  }
  return [...pieces, text.slice(at)];
}
