import { isObject, parseJson } from "../json.ts";

/** What stands before the text of the one field of a call's arguments. */
const opening = /^\s*\{\s*"input"\s*:\s*"/;
/** No opening is longer, unless it is none. */
const longestOpening = 64;
const quoteOrEscape = /["\\]/g;
const escape = /\\(?:u([0-9a-fA-F]{4})|([^u]))/y;
const letters: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
const openHalf = /[\uD800-\uDBFF]$/;

/**
 * The text of a freeform tool's call out of the JSON arguments `{"input": …}` that its stand-in, a
 * function, was called with; told piece by piece while the arguments come.
 */
export class FreeformInput {
  /** All that was told. */
  text = "";
  #arguments = "";
  #state: "before" | "within" | "over" | "other" = "before";
  /** What cannot be read before more has come. */
  #held = "";
  /** First half of a pair of surrogates: nobody can read one half alone. */
  #half = "";

  /** More of the text, as far as it can be read. */
  push(json: string): string {
    this.#arguments += json;
    if (this.#state === "over" || this.#state === "other") return "";
    this.#held += json;
    if (this.#state === "before" && !this.#opens()) return "";
    return this.#tell(this.#read());
  }

  /** What was not told yet. A model may have named the field in its own way, or have written no JSON at all. */
  end(): string {
    const state = this.#state;
    this.#state = "over";
    if (state === "over") return "";
    if (state !== "within") return this.#tell(textOf(this.#arguments));
    const isEscape = this.#held.length < "\\u0000".length;
    return this.#tell(this.#half + (isEscape ? "" : this.#held));
  }

  #tell(text: string): string {
    this.text += text;
    return text;
  }

  #opens(): boolean {
    const found = opening.exec(this.#held);
    if (found) {
      this.#state = "within";
      this.#held = this.#held.slice(found[0].length);
    } else if (this.#held.length > longestOpening) this.#state = "other";
    return found !== null;
  }

  #read(): string {
    const held = this.#held;
    let text = this.#half;
    let at = 0;
    for (;;) {
      quoteOrEscape.lastIndex = at;
      const end = quoteOrEscape.exec(held)?.index ?? held.length;
      text += held.slice(at, end);
      at = end;
      if (held[at] === '"') this.#state = "over";
      if (held[at] !== "\\") break;
      escape.lastIndex = at;
      const [whole, code, letter = ""] = escape.exec(held) ?? [];
      if (whole === undefined) break;
      text +=
        code === undefined
          ? (letters[letter] ?? letter)
          : String.fromCharCode(Number.parseInt(code, 16));
      at += whole.length;
    }
    this.#held = held.slice(at);
    this.#half =
      this.#state === "within" && openHalf.test(text) ? text.slice(-1) : "";
    return this.#half === "" ? text : text.slice(0, -1);
  }
}

/** The text of a call whose arguments are whole. */
export function freeformText(json: string): string {
  const input = new FreeformInput();
  input.push(json);
  input.end();
  return input.text;
}

function textOf(json: string): string {
  const value = parseJson(json);
  if (typeof value === "string") return value;
  if (!isObject(value)) return json;
  const {
    input = Object.keys(value).length === 1
      ? Object.values(value)[0]
      : undefined,
  } = value;
  return typeof input === "string" ? input : json.trim() === "{}" ? "" : json;
}
