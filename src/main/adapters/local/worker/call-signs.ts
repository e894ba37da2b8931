import { literal } from "../gbnf.ts";
import { idMark, numberMark } from "./call-ids.ts";
import { channelMark, contentMark } from "./harmony.ts";

interface FreeSigns {
  readonly grammar: string;
  readonly pattern: string;
}

const id = "[A-Za-z0-9]{9}";
const number = "[0-9]{1,3}";
const channel: FreeSigns = {
  grammar: `( "<|channel|>" ( "commentary" | "analysis" ) )?`,
  pattern: String.raw`(?:<\|channel\|>(?:commentary|analysis))?`,
};

/** What a syntax leaves open, by the mark that stands for it there. */
const marks: Readonly<Record<string, FreeSigns>> = {
  [idMark]: { grammar: id, pattern: id },
  [numberMark]: { grammar: number, pattern: number },
  [channelMark]: channel,
  [contentMark]: {
    grammar: `${channel.grammar} " "? ( "<|constrain|>"? "json" )?`,
    pattern: String.raw`${channel.pattern} ?(?:(?:<\|constrain\|>)?json)?`,
  },
};
const mark = new RegExp(`([${Object.keys(marks).join("")}])`);

/** A text of a syntax in GBNF. */
export function grammarOf(text: string): string {
  return parts(text)
    .map((part) => marks[part]?.grammar ?? literal(part))
    .join(" ");
}

/** A text of a syntax as a regular expression. */
export function patternOf(text: string): string {
  return parts(text)
    .map((part) => marks[part]?.pattern ?? quoted(part))
    .join("");
}

/** The texts that it always has. */
export function fixedTexts(text: string): readonly string[] {
  return parts(text).filter((part) => !(part in marks));
}

function parts(text: string): readonly string[] {
  const found = text.split(mark).filter((part) => part !== "");
  return found.length === 0 ? [""] : found;
}

function quoted(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
