import { endOfString } from "./exact-json.ts";

/** Where the value of a field stands in a text. */
interface Place {
  readonly from: number;
  readonly to: number;
}

/**
 * A caller's body as its caller wrote it: a text of JSON whose top-level fields can be read and replaced,
 * and of which everything else stays as it is to the letter.
 */
export class OwnBody {
  readonly #text: string;
  readonly #fields: ReadonlyMap<string, Place>;

  private constructor(text: string, fields: ReadonlyMap<string, Place>) {
    this.#text = text;
    this.#fields = fields;
  }

  /** Of an object that was parsed before. Undefined where readers may differ in what a field of it says. */
  static read(text: string): OwnBody | undefined {
    const fields = placesOf(text);
    return fields && new OwnBody(text, fields);
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }

  /** What a field says; undefined where it is absent. */
  get(name: string): unknown {
    const place = this.#fields.get(name);
    return place && (JSON.parse(this.#slice(place)) as unknown);
  }

  /** The text with other values of some fields. Those that it lacks stand first; it must have some. */
  with(values: Readonly<Record<string, unknown>>): string {
    const changes = Object.entries(values).map(([name, value]) => {
      const place = this.#fields.get(name);
      const written = JSON.stringify(value);
      return place === undefined
        ? { ...this.#beginning(), written: `"${name}":${written},` }
        : { ...place, written };
    });
    let text = "";
    let at = 0;
    for (const { from, to, written } of changes.sort(byPlace)) {
      text += this.#text.slice(at, from) + written;
      at = to;
    }
    return text + this.#text.slice(at);
  }

  /**
   * The text for the model as its upstream calls it, and for a stream or a reply in one piece. Undefined
   * where a stream was asked for and none is wanted. `more`: what else a stream has to say.
   */
  asking(model: string, streams: boolean, more?: object): string | undefined {
    if (streams) return this.with({ model, stream: true, ...more });
    const isWhole = (this.get("stream") ?? false) === false;
    return isWhole ? this.with({ model }) : undefined;
  }

  #slice({ from, to }: Place): string {
    return this.#text.slice(from, to);
  }

  /** Before the first field. */
  #beginning(): Place {
    const at = this.#text.indexOf("{") + 1;
    return { from: at, to: at };
  }
}

function byPlace(one: Place, other: Place): number {
  return one.from - other.from;
}

const space = 32;
const quote = 34;
const comma = 44;
const colon = 58;
const backslash = "\\";

/** Undefined where a field stands twice, or its name is written with escapes: not everybody reads those alike. */
function placesOf(text: string): ReadonlyMap<string, Place> | undefined {
  const fields = new Map<string, Place>();
  let name: string | undefined;
  let from = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(text, at);
      if (depth === 1 && from === 0) name = text.slice(at + 1, end);
      at = end;
    } else if (isOpening(code)) depth += 1;
    else if (depth === 1 && code === colon) from = at + 1;
    else if (depth === 1 && (code === comma || isClosing(code))) {
      if (name === undefined) break;
      if (name.includes(backslash) || fields.has(name)) return undefined;
      fields.set(name, trimmed(text, from, at));
      name = undefined;
      from = 0;
    } else if (isClosing(code)) depth -= 1;
  }
  return fields;
}

/** Without the white space around it. */
function trimmed(text: string, start: number, end: number): Place {
  let [from, to] = [start, end];
  while (text.charCodeAt(from) <= space) from += 1;
  while (text.charCodeAt(to - 1) <= space) to -= 1;
  return { from, to };
}

function isOpening(code: number): boolean {
  return code === 91 || code === 123;
}

function isClosing(code: number): boolean {
  return code === 93 || code === 125;
}
