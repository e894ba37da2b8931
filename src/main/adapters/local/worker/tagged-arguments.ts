import type {
  ArgumentForms,
  ArgumentTags,
  ValueForm,
} from "../argument-tags.ts";
import { firstMarker, heldLength } from "./held-text.ts";
import { JsonScanner, type ArgumentReader } from "./json-arguments.ts";

type State = "name" | "null" | "text" | "json" | "tail";

/** Arguments that stand between tags, as pieces of one JSON object. */
export class TaggedArguments implements ArgumentReader {
  #tags: ArgumentTags;
  #forms: ArgumentForms;
  /** Longer names first: some begin with others. */
  #names: readonly string[];
  #state: State = "name";
  #scanner = new JsonScanner();
  #count = 0;
  #json = "";
  #held = "";
  isWhole = false;

  constructor(tags: ArgumentTags, forms: ArgumentForms) {
    this.#tags = tags;
    this.#forms = forms;
    this.#names = [...forms.listed.keys()].toSorted(
      (one, other) => other.length - one.length,
    );
  }

  read(held: string) {
    this.#json = "";
    this.#held = held;
    while (!this.isWhole && this.#step());
    return { json: this.#json, rest: this.#held };
  }

  /** Whether it went on to something else with what is there. */
  #step(): boolean {
    switch (this.#state) {
      case "name":
        return this.#name();
      case "null":
        return this.#null();
      case "text":
        return this.#text();
      case "json":
        return this.#value();
      case "tail":
        return this.#tail();
    }
  }

  #name(): boolean {
    const { before } = this.#tags;
    if (this.#held.length < before.length && before.startsWith(this.#held))
      return false;
    if (!this.#held.startsWith(before)) return this.#end();
    const found = this.#nameIn(this.#held.slice(before.length));
    if (!found) return false;
    const { name, form, rest } = found;
    this.#held = rest;
    this.#json += `${this.#count === 0 ? "{" : ", "}${JSON.stringify(name)}: `;
    this.#count += 1;
    this.#begin(form);
    return true;
  }

  /** A name, and how the value after it is written. */
  #nameIn(text: string) {
    const { between, betweenJson } = this.#tags;
    const { listed, others } = this.#forms;
    const signs = [
      between,
      ...(betweenJson === undefined ? [] : [betweenJson]),
    ];
    const known = signs
      .flatMap((sign) => this.#names.map((name) => ({ name, sign })))
      .find(({ name, sign }) => text.startsWith(name + sign));
    const free = others && firstMarker(text, signs);
    const found =
      known ?? (free && { name: text.slice(0, free.at), sign: free.marker });
    if (!found) return undefined;
    const { name, sign } = found;
    const told = sign === between ? "text" : "json";
    const form = listed.get(name) ?? others ?? "json";
    const rest = text.slice(name.length + sign.length);
    return { name, form: betweenJson === undefined ? form : told, rest };
  }

  #begin(form: ValueForm): void {
    this.#scanner = new JsonScanner();
    this.#state = form === "nullable" ? "null" : form;
    if (form === "text") this.#json += '"';
  }

  /** A text that may still be null waits. */
  #null(): boolean {
    const { lead, end } = this.#tags;
    const wholes = [`null${end}`, `null${lead}${end}`];
    const whole = wholes.find((own) => this.#held.startsWith(own));
    if (whole !== undefined) {
      this.#json += "null";
      return this.#closed(whole.length);
    }
    if (wholes.some((own) => own.startsWith(this.#held))) return false;
    this.#begin("text");
    return true;
  }

  #text(): boolean {
    const { lead, end } = this.#tags;
    const at = this.#held.indexOf(end);
    if (at < 0) {
      const keep = heldLength(this.#held, [end, lead + end]);
      const length = this.#held.length - keep;
      this.#json += inQuotes(this.#held.slice(0, length));
      this.#held = this.#held.slice(length);
      return false;
    }
    const value = this.#held.slice(0, at);
    const isLed = lead !== "" && value.endsWith(lead);
    const own = isLed ? value.slice(0, -lead.length) : value;
    this.#json += `${inQuotes(own)}"`;
    return this.#closed(at + end.length);
  }

  #value(): boolean {
    const { lead, end } = this.#tags;
    for (let at = 0; at < this.#held.length; at += 1) {
      const sign = this.#held[at] ?? "";
      // Outside of its texts, no JSON here has a line break or the sign that tags begin with.
      if (!this.#scanner.isInString && (lead + end).startsWith(sign)) {
        this.#json += this.#held.slice(0, at);
        this.#held = this.#held.slice(at);
        const closing = lead + end;
        if (this.#held.length < closing.length) return false;
        return this.#closed(closing.length);
      }
      this.#scanner.push(sign);
    }
    this.#json += this.#held;
    this.#held = "";
    return false;
  }

  #closed(length: number): boolean {
    this.#held = this.#held.slice(length);
    this.#state = "tail";
    return true;
  }

  #tail(): boolean {
    const { tail } = this.#tags;
    if (this.#held.length < tail.length) return false;
    this.#held = this.#held.slice(tail.length);
    this.#state = "name";
    return true;
  }

  #end(): boolean {
    this.#json += this.#count === 0 ? "{}" : "}";
    this.isWhole = true;
    return true;
  }
}

function inQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
