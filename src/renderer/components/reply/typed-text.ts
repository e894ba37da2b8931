export type PlainPiece =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "code"; readonly text: string; readonly language: string };

export interface PlainSpan {
  readonly type: "text" | "bold" | "code";
  readonly text: string;
}

/** Fenced code and what stands around it. A fence that is never closed is plain text. */
export function splitPlainText(text: string): readonly PlainPiece[] {
  const pieces: PlainPiece[] = [];
  const fence = /(?:^|\n)(`{3,})([^\n`]*)\n([\s\S]*?)\n?\1[ \t]*(?=\n|$)/g;
  let end = 0;
  for (const match of text.matchAll(fence)) {
    pushText(pieces, text.slice(end, match.index));
    const [whole, , language = "", code = ""] = match;
    pieces.push({
      type: "code",
      text: code,
      language: language.trim().split(/\s/)[0] ?? "",
    });
    end = match.index + whole.length;
  }
  pushText(pieces, text.slice(end));
  return pieces;
}

function pushText(pieces: PlainPiece[], text: string): void {
  const trimmed = text.replace(/^\n+|\s+$/g, "");
  if (trimmed !== "") pieces.push({ type: "text", text: trimmed });
}

/** `code` and **bold** within a line; everything else, `__init__` too, stays as it is. */
export function splitInline(text: string): readonly PlainSpan[] {
  const spans: PlainSpan[] = [];
  const marked = /`([^`\n]+)`|\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*/g;
  let end = 0;
  for (const match of text.matchAll(marked)) {
    if (match.index > end)
      spans.push({ type: "text", text: text.slice(end, match.index) });
    const [whole, code, bold = ""] = match;
    spans.push(
      code === undefined
        ? { type: "bold", text: bold }
        : { type: "code", text: code },
    );
    end = match.index + whole.length;
  }
  if (end < text.length) spans.push({ type: "text", text: text.slice(end) });
  return spans;
}
