import { anyOf, literal, type Count, type Gbnf } from "./gbnf.ts";
import { formatOf, JsonGrammar } from "./json-grammar.ts";
import {
  fieldList,
  type ObjectNotation,
  type TypeContext,
} from "./object-notation.ts";
import { isJson } from "./schema-words.ts";
import { classOf, textUntil } from "./text-until.ts";
import {
  inOrder,
  isPlainName,
  pythonQuotes,
  textWithin,
  type ValueNotation,
} from "./value-notation.ts";

/** No escapes of surrogates, as in JSON. */
const escape = String.raw`"\\" ( [\\'"bfnrt] | "u" ( [0-9a-cA-CefEF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2} ) )`;
const freeName = "[A-Za-z0-9_.-]{1,64}";
const pythonWords = new Map([
  [null, "None"],
  [true, "True"],
  [false, "False"],
]);

/** What grammars of another notation than JSON are made of. */
export class NotedGrammar extends JsonGrammar {
  #notation: ValueNotation;
  #until: string | undefined;

  constructor(gbnf: Gbnf, notation: ValueNotation) {
    super(gbnf);
    this.#notation = notation;
  }

  /** A function's arguments: fields that nothing of their own stands around. */
  arguments({ value }: TypeContext): ObjectNotation {
    const assign = `${literal(this.#notation.assign)} " "?`;
    return {
      field: (name, schema) => `${this.#bare(name)} ${assign} ${value(schema)}`,
      object: (fields) => fieldList(fields, this.gbnf, this.comma),
      map: (schema, count) => {
        const pair = `${freeName} ${assign} ${value(schema)}`;
        return this.list(this.gbnf.rule(pair), count);
      },
    };
  }

  override string(count: Count = {}): string {
    if (!this.#notation.isPython) return this.#marked(count);
    const rules = pythonQuotes.map((quote) => {
      const sign = String.raw`[^${classOf(quote)}\\\x7F\x00-\x1F] | ${escape}`;
      const text = this.gbnf.times(this.gbnf.rule(sign), count);
      return `${literal(quote)} ${text} ${literal(quote)}`;
    });
    return this.gbnf.rule(anyOf(rules));
  }

  override format(name: unknown): string | undefined {
    const body = formatOf(name);
    if (body === undefined) return undefined;
    const { isPython, quote } = this.#notation;
    const rules = (isPython ? pythonQuotes : [quote]).map(
      (own) => `${literal(own)} ${body} ${literal(own)}`,
    );
    return this.gbnf.rule(anyOf(rules));
  }

  override word(value: boolean | null): string {
    const own = this.#notation.isPython ? pythonWords.get(value) : undefined;
    const json = super.word(value);
    return own === undefined ? json : anyOf([literal(own), json]);
  }

  override constant(value: unknown): string {
    if (typeof value === "string") return this.#text(value);
    if (value === null || typeof value === "boolean") return this.word(value);
    if (Array.isArray(value)) {
      const items = value.map((item) => this.constant(item));
      return `"[" ${items.join(` ${this.comma} `)} "]"`;
    }
    if (!isJson(value)) return super.constant(value);
    const fields = this.ordered(Object.entries(value)).map(
      ([name, own]) => `${this.name(name)} ${this.colon} ${this.constant(own)}`,
    );
    return `"{" ${fields.join(` ${this.comma} `)} "}"`;
  }

  override name(text: string): string {
    return this.#notation.isPython ? this.constant(text) : this.#bare(text);
  }

  override get freeName(): string {
    return this.#notation.isPython ? this.string() : freeName;
  }

  override ordered<T>(fields: readonly (readonly [string, T])[]) {
    return inOrder(this.#notation, fields);
  }

  #bare(name: string): string {
    return isPlainName(name) ? literal(name) : this.constant(name);
  }

  /** What holds the notation's own quote is written as in JSON, which is read in any. */
  #text(text: string): string {
    const { isPython, quote } = this.#notation;
    const own = text.includes(quote) ? '"' : quote;
    const written = (isPython ? pythonQuotes : [own]).map((each) =>
      literal(each + textWithin(each, text) + each),
    );
    return anyOf(written);
  }

  /** A text of any signs to the first quote; one whose length is bounded has none that begins it. */
  #marked({ least = 0, most }: Count): string {
    const { quote } = this.#notation;
    const [first = ""] = quote;
    const sign = this.gbnf.rule(`[^${classOf(first)}\\x00]`);
    if (most !== undefined) {
      const text = this.gbnf.times(sign, { least, most });
      return this.gbnf.rule(`${literal(quote)} ${text} ${literal(quote)}`);
    }
    this.#until ??= textUntil(this.gbnf, quote);
    const must = this.gbnf.times(sign, { least, most: least });
    return this.gbnf.rule(`${literal(quote)} ${must} ${this.#until}`);
  }
}
