import { isExactNumber } from "#main/dialects/exact-json.ts";
import { randomBytes } from "node:crypto";

/** Text of the template may hold control tokens; what people and models wrote never becomes one. */
export interface PromptPiece {
  readonly text: string;
  readonly control: boolean;
}

/** No control token of any model begins with one of these. */
const harmless = /^[\p{L}\p{M}\p{N}\s.,;:!?'"()/\\_+*=&%$#@~^`-]*$/u;
/** The quote tells how often a template wrote the text as JSON: each time puts a backslash before it. */
const stand = /(message[0-9a-f]{24}|value[0-9a-f]{24}\\*")/;

/** Stands placeholders in for what a template must not read, and puts it in afterwards. */
export class GuardedText {
  #texts = new Map<string, string>();
  /** What is put in for a text that is written as it is, if that is something else. */
  #written = new Map<string, string>();

  /** A message: its outer white space is the template's to keep or to trim. */
  message(text: string): { readonly id: string; readonly content: string } {
    const id = `message${randomBytes(12).toString("hex")}`;
    const [before] = /^\s*/u.exec(text) ?? [""];
    const inner = text.trim();
    const after = text.slice(before.length + inner.length);
    this.#texts.set(id, inner);
    return { id, content: before + id + after };
  }

  /** JSON that the template looks into, with placeholders for texts that are not harmless. */
  json(value: unknown): unknown {
    if (typeof value === "string") return this.#harmless(value);
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    // Templates know doubles only.
    if (isExactNumber(value)) return value();
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, own]) => [
      this.#harmless(key),
      this.json(own),
    ]);
    return Object.fromEntries(entries) as unknown;
  }

  /** A text that a template may write as it is, then in the form of `written`, or as JSON. */
  value(
    text: string,
    written = text,
  ): { readonly id: string; readonly content: string } {
    const id = `value${randomBytes(12).toString("hex")}`;
    this.#texts.set(id, text);
    this.#written.set(id, written);
    return { id, content: `${id}"` };
  }

  fill(rendered: string): readonly PromptPiece[] {
    return rendered
      .split(stand)
      .filter((piece) => piece !== "")
      .map((piece) => this.#piece(piece));
  }

  #piece(piece: string): PromptPiece {
    const id = piece.replace(/\\*"$/, "");
    const own = this.#texts.get(id);
    if (own === undefined) return { text: piece, control: true };
    const backslashes = piece.length - id.length - 1;
    let text = backslashes === 0 ? (this.#written.get(id) ?? own) : own;
    for (let left = backslashes; left > 0; left = (left - 1) / 2)
      text = JSON.stringify(text).slice(1, -1);
    return { text, control: false };
  }

  #harmless(text: string): string {
    if (harmless.test(text)) return text;
    return this.value(text).content;
  }
}
