import { literal, type Count, type Gbnf } from "./gbnf.ts";

/** No escapes of surrogates: each escape is one character, and none is half of one. */
const escape = String.raw`"\\" ( ["\\/bfnrt] | "u" ( [0-9a-cA-CefEF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2} ) )`;
const character = String.raw`[^"\\\x7F\x00-\x1F] | ${escape}`;
const quote = String.raw`"\""`;

// Fifteen digits are exact in every program that reads them.
const positive = "[1-9] [0-9]{0,14}";
const decimals = `( "." [0-9]{1,15} )? ( [eE] [-+]? [0-9]{1,2} )?`;

// A 29th of February would need to know its year.
const day = `( "0" [1-9] | "1" [0-9] | "2" [0-8] )`;
const long = `( "0" [13578] | "10" | "12" ) "-" ( ${day} | "29" | "30" | "31" )`;
const short = `( "0" [469] | "11" ) "-" ( ${day} | "29" | "30" )`;
const date = `[0-9]{4} "-" ( ${long} | ${short} | "02-" ${day} )`;
const clock = `( [01] [0-9] | "2" [0-3] ) ":" [0-5] [0-9]`;
const time = `${clock} ":" [0-5] [0-9] ( "." [0-9]{1,6} )? ( "Z" | [-+] ${clock} )`;
const formats: Readonly<Record<string, string>> = {
  date,
  time,
  "date-time": `${date} "T" ${time}`,
};

/** Its text without quotes; undefined for a format that no grammar can hold. */
export function formatOf(name: unknown): string | undefined {
  const isKnown = typeof name === "string" && Object.hasOwn(formats, name);
  return isKnown ? formats[name] : undefined;
}

/** What grammars of JSON are made of; a space after commas and colons is left open, as models write both. */
export class JsonGrammar {
  readonly gbnf: Gbnf;
  readonly comma = `"," " "?`;
  readonly colon = `":" " "?`;
  #value: string | undefined;

  constructor(gbnf: Gbnf) {
    this.gbnf = gbnf;
  }

  string(count: Count = {}): string {
    const text = this.gbnf.times(this.gbnf.rule(character), count);
    return this.gbnf.rule(`${quote} ${text} ${quote}`);
  }

  /** A string of one of the formats that a grammar can hold. */
  format(name: unknown): string | undefined {
    const body = formatOf(name);
    return body && this.gbnf.rule(`${quote} ${body} ${quote}`);
  }

  /** Of any sign, or from 0 or 1 on. */
  integer(least?: 0 | 1): string {
    if (least === 1) return this.gbnf.rule(positive);
    const whole = `( "0" | ${positive} )`;
    return this.gbnf.rule(least === 0 ? whole : `"-"? ${whole}`);
  }

  number(least?: 0): string {
    return this.gbnf.rule(`${this.integer(least)} ${decimals}`);
  }

  word(value: boolean | null): string {
    return literal(String(value));
  }

  /** One value that is known. */
  constant(value: unknown): string {
    return literal(JSON.stringify(value));
  }

  /** An object's name that is known. */
  name(text: string): string {
    return this.constant(text);
  }

  /** An object's name that its schema leaves open. */
  get freeName(): string {
    return this.string();
  }

  /** Fields in the order that they are written in. */
  ordered<T>(
    fields: readonly (readonly [string, T])[],
  ): readonly (readonly [string, T])[] {
    return fields;
  }

  array(item: string, count: Count = {}): string {
    return this.gbnf.rule(`"[" ${this.list(item, count)} "]"`);
  }

  /** An object whose names are free. */
  map(value: string, count: Count = {}): string {
    const pair = this.gbnf.rule(`${this.freeName} ${this.colon} ${value}`);
    return this.gbnf.rule(`"{" ${this.list(pair, count)} "}"`);
  }

  /** Any JSON at all. */
  get value(): string {
    if (this.#value !== undefined) return this.#value;
    const name = this.gbnf.reserve();
    this.#value = name;
    const nested = [this.map(name), this.array(name)];
    const plain = [this.string(), this.number()];
    const words = ([true, false, null] as const).map((own) => this.word(own));
    this.gbnf.define(name, [...nested, ...plain, ...words].join(" | "));
    return name;
  }

  /** None of them, one, or more with commas between. */
  list(item: string, { least = 0, most }: Count): string {
    if (most === 0) return '""';
    const more = this.gbnf.times(this.gbnf.rule(`${this.comma} ${item}`), {
      least: Math.max(0, least - 1),
      ...(most === undefined ? {} : { most: most - 1 }),
    });
    const items = `${item} ${more}`;
    return least > 0 ? items : `( ${items} )?`;
  }
}
