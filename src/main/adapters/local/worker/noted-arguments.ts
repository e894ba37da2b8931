import { pythonQuotes, type ValueNotation } from "../value-notation.ts";
import type { ArgumentReader } from "./json-arguments.ts";
import { QuotedText } from "./quoted-text.ts";

type State = "name" | "assign" | "item" | "value" | "after";

/** An object or a list within the arguments, or they themselves. */
interface Level {
  readonly kind: "arguments" | "object" | "list";
  count: number;
}

const pythonWords = new Map([
  ["None", "null"],
  ["True", "true"],
  ["False", "false"],
]);
const jsonWord =
  /^(?:null|true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/;
const closing = /^[\]})]/;
const afterWord = /[,\]})\s]/;

/** Arguments in another notation than JSON, as pieces of one JSON object. */
export class NotedArguments implements ArgumentReader {
  #notation: ValueNotation;
  #quotes: readonly string[];
  #levels: Level[] = [{ kind: "arguments", count: 0 }];
  #state: State = "name";
  /** The text that is read, and where its end leads to. */
  #text: { readonly reader: QuotedText; readonly next: State } | undefined;
  #json = "";
  #held = "";
  isWhole = false;

  constructor(notation: ValueNotation) {
    this.#notation = notation;
    this.#quotes = [notation.quote, ...pythonQuotes];
  }

  read(held: string) {
    this.#json = "";
    this.#held = held;
    while (!this.isWhole && this.#step());
    return { json: this.#json, rest: this.#held };
  }

  /** Whether it went on to something else with what is there. */
  #step(): boolean {
    if (this.#text) return this.#inText(this.#text);
    this.#held = this.#held.trimStart();
    if (this.#held === "") return false;
    switch (this.#state) {
      case "name":
        return this.#name();
      case "assign":
        return this.#take(1, ": ", "value");
      case "item":
        return this.#item();
      case "value":
        return this.#value();
      case "after":
        return this.#after();
    }
  }

  #inText({ reader, next }: { reader: QuotedText; next: State }): boolean {
    const { json, rest } = reader.read(this.#held);
    this.#json += json;
    this.#held = rest;
    if (!reader.isWhole) return false;
    this.#text = undefined;
    return this.#take(0, '"', next);
  }

  #name(): boolean {
    if (closing.test(this.#held)) return this.#close();
    if (this.#mayBeQuote()) return false;
    if (this.#quote("assign")) return true;
    const sign = this.#isOutermost() ? this.#notation.assign : ":";
    const end = this.#held.indexOf(sign);
    if (end < 0) return false;
    const name = this.#held.slice(0, end).trimEnd();
    this.#begin();
    return this.#take(end + 1, `${JSON.stringify(name)}: `, "value");
  }

  #item(): boolean {
    if (closing.test(this.#held)) return this.#close();
    this.#begin();
    return this.#take(0, "", "value");
  }

  #value(): boolean {
    if (this.#mayBeQuote()) return false;
    if (this.#quote("after")) return true;
    if (this.#held.startsWith("{")) return this.#open("object", "{", "name");
    if (this.#held.startsWith("[")) return this.#open("list", "[", "item");
    const end = this.#held.search(afterWord);
    if (end < 0) return false;
    const word = this.#held.slice(0, end);
    const isJson = jsonWord.test(word);
    const json = isJson
      ? word
      : (pythonWords.get(word) ?? JSON.stringify(word));
    return this.#take(end, json, "after");
  }

  #after(): boolean {
    if (closing.test(this.#held)) return this.#close();
    const isInList = this.#levels.at(-1)?.kind === "list";
    return this.#take(1, "", isInList ? "item" : "name");
  }

  /** The beginning of a field or an item. */
  #begin(): void {
    const level = this.#levels.at(-1);
    if (!level) return;
    if (level.count > 0) this.#json += ", ";
    else if (level.kind === "arguments") this.#json += "{";
    level.count += 1;
  }

  #open(kind: "object" | "list", sign: string, next: State): boolean {
    this.#levels.push({ kind, count: 0 });
    return this.#take(1, sign, next);
  }

  /** What closes the arguments is the call's. */
  #close(): boolean {
    const level = this.#levels.pop();
    if (level?.kind === "list") return this.#take(1, "]", "after");
    if (level?.kind === "object") return this.#take(1, "}", "after");
    this.#json += level?.count === 0 ? "{}" : "}";
    this.isWhole = true;
    return true;
  }

  #isOutermost(): boolean {
    return this.#levels.at(-1)?.kind === "arguments";
  }

  /** It may still become a quote that has several signs. */
  #mayBeQuote(): boolean {
    return this.#quotes.some(
      (own) => own.length > this.#held.length && own.startsWith(this.#held),
    );
  }

  /** Whether a text begins here. */
  #quote(next: "assign" | "after"): boolean {
    const quote = this.#quotes.find((own) => this.#held.startsWith(own));
    if (quote === undefined) return false;
    if (next === "assign") this.#begin();
    this.#text = { reader: new QuotedText(quote), next };
    return this.#take(quote.length, '"', this.#state);
  }

  #take(length: number, json: string, next: State): boolean {
    this.#held = this.#held.slice(length);
    this.#json += json;
    this.#state = next;
    return true;
  }
}
