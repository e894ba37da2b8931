/** Rules that a grammar may have in all; a schema that wants more is nobody's honest one. */
const maxWeight = 20_000;
/** Schemas that are read for one grammar: parts that refer to each other double with each step, though their rules are the same. */
const maxSteps = 50_000;

/** Repetitions that are written out one by one; more are written as blocks of them. */
const maxFlat = 64;

/** How many there must and may be. */
export interface Count {
  readonly least?: number;
  readonly most?: number;
}

/** Thrown where a grammar grows beyond bounds. */
export class GrammarTooLarge extends Error {}

/** Rules of one GBNF grammar (llama.cpp's own notation), each text once. */
export class Gbnf {
  #bodies = new Map<string, string>();
  #names = new Map<string, string>();
  #weight = 0;
  #steps = 0;

  /** One more schema is read for it. */
  step(): void {
    this.#steps += 1;
    if (this.#steps > maxSteps) throw new GrammarTooLarge();
  }

  /** A rule of that body; its name. */
  rule(body: string, weight = 1): string {
    const known = this.#names.get(body);
    if (known !== undefined) return known;
    const name = this.reserve();
    this.define(name, body, weight);
    this.#names.set(body, name);
    return name;
  }

  /** A name for a rule that may refer to itself. */
  reserve(): string {
    const name = `r${String(this.#bodies.size)}`;
    this.#bodies.set(name, "");
    return name;
  }

  define(name: string, body: string, weight = 1): void {
    this.#weight += weight;
    if (this.#weight > maxWeight) throw new GrammarTooLarge();
    this.#bodies.set(name, body);
  }

  /**
   * The rule of one that comes as often as it must and may. llama.cpp writes each repetition out, and takes
   * a bound of more than 2,000 for none; as blocks, a million of them are a few hundred.
   */
  times(item: string, { least = 0, most }: Count): string {
    const must = this.#exactly(item, least);
    if (most === undefined) return this.rule(`${must} ${item}*`);
    return this.rule(`${must} ${this.#upTo(item, most - least)}`);
  }

  #exactly(item: string, count: number): string {
    if (count === 0) return '""';
    if (count <= maxFlat) return this.rule(`${item}{${String(count)}}`, count);
    const { block, blocks, rest } = this.#blocks(item, count);
    return `${this.#exactly(block, blocks)} ${this.#exactly(item, rest)}`;
  }

  #upTo(item: string, count: number): string {
    if (count === 0) return '""';
    if (count <= maxFlat)
      return this.rule(`${item}{0,${String(count)}}`, count);
    const { block, size, blocks, rest } = this.#blocks(item, count);
    const whole = `${this.#exactly(block, blocks)} ${this.#upTo(item, rest)}`;
    const fewer = `${this.#upTo(block, blocks - 1)} ${this.#upTo(item, size - 1)}`;
    return this.rule(`${whole} | ${fewer}`);
  }

  #blocks(item: string, count: number) {
    const size = Math.ceil(Math.sqrt(count));
    const blocks = Math.floor(count / size);
    const block = this.rule(this.#exactly(item, size));
    return { block, size, blocks, rest: count - blocks * size };
  }

  text(root: string): string {
    const rules = [...this.#bodies].map(
      ([name, body]) => `${name} ::= ${body}`,
    );
    return [`root ::= ${root}`, ...rules].join("\n");
  }
}

/** A text as itself. */
export function literal(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return `"${escaped}"`;
}

export function anyOf(options: readonly string[]): string {
  const [first = '""', ...others] = options;
  return others.length === 0 ? first : `( ${options.join(" | ")} )`;
}
