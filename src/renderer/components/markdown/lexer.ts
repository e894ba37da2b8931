import {
  Marked,
  type MarkedToken,
  type Token,
  type TokenizerExtension,
  type Tokens,
} from "marked";

/** A formula; `display` sets it on its own line. `text` is TeX without its delimiters. */
export interface MathToken {
  readonly type: "math";
  readonly raw: string;
  readonly text: string;
  readonly display: boolean;
}

/** Everything the renderer meets: marked's own tokens and formulas. */
export type MarkdownToken = Token | MathToken;
/** The same, as a union that a switch can narrow. */
export type KnownToken = MarkedToken | MathToken;
export type Links = Record<string, { href: string; title: string | null }>;

/** A blank line never stands in a formula, so an unclosed one ends with its paragraph. */
const displayMath =
  /^(?:\$\$((?:(?!\$\$|\n[ \t]*\n)[\s\S])+)\$\$|\\\[((?:(?!\\\]|\n[ \t]*\n)[\s\S])+)\\\])/;
const displayMathBlock = new RegExp(
  `${displayMath.source.replace("^", "^ {0,3}")}[ \\t]*(?:\\n|$)`,
);
/** No space inside the dollars and no digit after them: "$5 and $10" stays money. */
const inlineMath =
  /^(?:\$(?![\s$])((?:\\[\s\S]|[^$\\\n])*?[^\s$\\]|(?:\\[\s\S]|[^$\\\n])*?\\[^\s])\$(?![\d$])|\\\(((?:(?!\\\)|\n[ \t]*\n)[\s\S])+)\\\))/;

function math(match: RegExpExecArray, display: boolean): MathToken {
  const text = (match[1] ?? match[2] ?? "").trim();
  return { type: "math", raw: match[0], text, display };
}

const mathBlock: TokenizerExtension = {
  name: "math",
  level: "block",
  start: (source) => {
    const found = /\n {0,3}(?:\$\$|\\\[)/.exec(source);
    return found === null ? undefined : found.index + 1;
  },
  tokenizer: (source) => {
    const match = displayMathBlock.exec(source);
    return match === null || (match[1] ?? match[2] ?? "").trim() === ""
      ? undefined
      : (math(match, true) as unknown as Tokens.Generic);
  },
};

const mathInline: TokenizerExtension = {
  name: "math",
  level: "inline",
  start: (source) => {
    const index = source.search(/\$|\\\(|\\\[/);
    return index === -1 ? undefined : index;
  },
  tokenizer: (source) => {
    const display = displayMath.exec(source);
    const match = display ?? inlineMath.exec(source);
    return match === null
      ? undefined
      : (math(match, display !== null) as unknown as Tokens.Generic);
  },
};

const marked = new Marked({ gfm: true, breaks: false });
marked.use({ extensions: [mathBlock, mathInline] });

export interface Lexed {
  readonly tokens: readonly MarkdownToken[];
  /** Link definitions found in this text and those given. */
  readonly links: Links;
}

/** Top-level tokens of a text. `links` are definitions that stand elsewhere in the document. */
export function lexMarkdown(text: string, links: Links = {}): Lexed {
  const lexer = new marked.Lexer(marked.defaults);
  Object.assign(lexer.tokens.links, links);
  const tokens = lexer.lex(text);
  return { tokens, links: { ...tokens.links } as Links };
}
