import { hasEscapes } from "../value-notation.ts";
import { heldLength } from "./held-text.ts";

const plain = /^[^\\'"]+/;
const unicode = /^\\u[0-9a-fA-F]{4}/;
const known = /^\\[nrtbf"\\]$/;

/** Reads one text between quotes, however it is split, as JSON has it between its own. */
export class QuotedText {
  #quote: string;
  isWhole = false;

  constructor(quote: string) {
    this.#quote = quote;
  }

  read(held: string): { readonly json: string; readonly rest: string } {
    return hasEscapes(this.#quote) ? this.#escaped(held) : this.#marked(held);
  }

  /** It goes to the first quote, whatever stands in it. */
  #marked(held: string) {
    const at = held.indexOf(this.#quote);
    this.isWhole = at >= 0;
    const end = this.isWhole ? at + this.#quote.length : undefined;
    const length = this.isWhole
      ? at
      : held.length - heldLength(held, [this.#quote]);
    return {
      json: inQuotes(held.slice(0, length)),
      rest: held.slice(end ?? length),
    };
  }

  #escaped(held: string) {
    let json = "";
    let rest = held;
    while (rest !== "") {
      if (rest.startsWith(this.#quote)) {
        this.isWhole = true;
        return { json, rest: rest.slice(1) };
      }
      const length = partLength(rest);
      if (length === undefined) break;
      json += inJson(rest.slice(0, length));
      rest = rest.slice(length);
    }
    return { json, rest };
  }
}

/** Of signs that belong together; undefined while an escape is not whole. */
function partLength(text: string): number | undefined {
  if (!text.startsWith("\\")) return plain.exec(text)?.[0].length ?? 1;
  const length = text.startsWith("\\u") ? "\\u0000".length : 2;
  return text.length < length ? undefined : length;
}

function inJson(part: string): string {
  if (known.test(part) || unicode.test(part)) return part;
  // JSON knows no such escape.
  return part === "\\'" ? "'" : inQuotes(part);
}

function inQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
