import { longestPrompt } from "#shared/compare/prompt-set.ts";
import { tooLong } from "#main/domain/prompt-sets/render-row.ts";
import type { SourceRow } from "#main/ports/row-reader.ts";

/** A piece of text as its row's prompt. */
export function textRow(piece: string): SourceRow {
  if (piece.length > longestPrompt) return bad(tooLong(piece.length));
  return { values: { prompt: piece.trim() } };
}

/** A line of JSON: an object whose members are the values. */
export function readJsonLine(piece: string, line: number): SourceRow {
  // Room for what JSON writes with several characters.
  if (piece.length > 6 * longestPrompt) return bad(tooLong(piece.length));
  let value: unknown;
  try {
    value = JSON.parse(piece);
  } catch {
    return bad(`Line ${line} is not JSON.`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return bad(`Line ${line} is not a JSON object.`);
  const values: Record<string, string> = {};
  for (const [name, member] of Object.entries(value)) {
    const text = typeof member === "string" ? member : JSON.stringify(member);
    if (text.length > longestPrompt)
      return bad(
        `The value of ${name} cannot be used. ${tooLong(text.length)}`,
      );
    values[name] = text;
  }
  return { values };
}

function bad(problem: string): SourceRow {
  return { values: {}, problem };
}
