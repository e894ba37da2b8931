import { foldText } from "./fold-text.ts";

/** Trigrams answer nothing shorter than themselves. */
const shortestMatch = 3;

/** How a text is looked for: not at all, by an FTS5 phrase, or by a LIKE pattern where it is too short for one. */
export interface TextSearch {
  readonly way: "all" | "phrase" | "pattern";
  readonly folded: string;
  readonly text: string;
}

/** For an FTS5 table of trigrams whose column is `text`. */
export function searching(search: string): TextSearch {
  const folded = foldText(search);
  if (folded === "") return { way: "all", folded, text: "" };
  if (Array.from(search).length < shortestMatch) {
    const text = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    return { way: "pattern", folded, text };
  }
  return {
    way: "phrase",
    folded,
    text: `text : "${search.replaceAll('"', '""')}"`,
  };
}
