import type { Part } from "#shared/chat/message.ts";

const longestTitle = 60;

/** A conversation's title from its first message: its first line without Markdown marks, cut at a word. */
export function titleFrom(parts: readonly Part[]): string {
  for (const part of parts) {
    if (part.type !== "text") continue;
    const title = fromText(part.text);
    if (title !== "") return title;
  }
  for (const part of parts) {
    if ((part.type === "file" || part.type === "image") && part.name)
      return cut(part.name);
  }
  return "";
}

function fromText(text: string): string {
  const lines = text.slice(0, 4_000).split(/\r?\n/);
  for (const line of lines) {
    const plain = line
      .replace(/^\s*(?:#{1,6}|>|[-*+]|\d+[.)])\s+/, "")
      .replace(/^\s*(?:`{3,}|~{3,}).*$/, "")
      .replace(/\*\*|__|`/g, "")
      .replace(/\s+/g, " ")
      .trim();
    if (plain !== "") return cut(plain);
  }
  return "";
}

function cut(text: string): string {
  const characters = Array.from(text);
  if (characters.length <= longestTitle) return text;
  const head = characters.slice(0, longestTitle - 1).join("");
  const space = head.lastIndexOf(" ");
  const kept = space > longestTitle / 2 ? head.slice(0, space) : head;
  return `${kept.replace(/[\s,;:.!?–—-]+$/u, "")}…`;
}
