import { longestPrompt } from "#shared/compare/prompt-set.ts";
import { fillTemplate, missingValues } from "./template.ts";

export interface RenderedRow {
  /** Empty with a problem. */
  readonly prompt: string;
  readonly problem?: string;
}

/** The prompt of a row; an empty template takes the column `prompt`. */
export function renderRow(
  template: string,
  row: {
    readonly values: Readonly<Record<string, string>>;
    readonly problem?: string;
  },
): RenderedRow {
  if (row.problem !== undefined) return { prompt: "", problem: row.problem };
  const filled = fillTemplate(template || "{{prompt}}", row.values);
  if ("missing" in filled) return bad(missingValues(filled.missing));
  const prompt = filled.text;
  if (prompt.trim() === "") return bad("The prompt is empty.");
  if (prompt.length > longestPrompt) return bad(tooLong(prompt.length));
  return { prompt };
}

/** Why a text is refused, in one sentence. */
export function tooLong(characters: number): string {
  return `It is too long: ${thousands(characters)} characters, and ${thousands(longestPrompt)} are allowed.`;
}

function bad(problem: string): RenderedRow {
  return { prompt: "", problem };
}

function thousands(count: number): string {
  return count.toLocaleString("en-US");
}
