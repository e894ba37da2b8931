import type { WorkerEvent } from "../protocol.ts";
import { idForm, idMark } from "./call-ids.ts";
import type { CallSyntax } from "./call-syntax.ts";

type CallEvent = Extract<WorkerEvent, { type: "call" | "arguments" }>;

/** Reads calls out of text that a grammar holds to their syntax, however it is split. */
export class CallReader {
  #syntax: CallSyntax;
  #heads: readonly { readonly name: string; readonly text: RegExp }[];
  /** What must come before a name. */
  #lead: RegExp;
  #isFirst = true;
  #state: "lead" | "name" | "arguments" = "lead";
  #held = "";
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** Calls whose arguments are whole. */
  complete = 0;

  /** `read` of the syntax's beginning was read before. */
  constructor(syntax: CallSyntax, names: readonly string[], read = "") {
    this.#syntax = syntax;
    // Before the first call, white space may stand that is none of it.
    this.#lead = beginning(syntax.open.slice(read.length), read ? "" : "\\s*");
    this.#heads = names.map((name) => {
      return { name, text: beginning(name + syntax.between) };
    });
  }

  /** Its syntax was met: all that follows is of calls. */
  get isBegun(): boolean {
    return !this.#isFirst || this.#state !== "lead";
  }

  push(text: string): readonly CallEvent[] {
    this.#held += text;
    const events: CallEvent[] = [];
    while (this.#step(events));
    return events;
  }

  /** Whether it went on to something else with what is there. */
  #step(events: CallEvent[]): boolean {
    if (this.#state === "lead") return this.#skipLead();
    if (this.#state === "name") return this.#readName(events);
    return this.#readArguments(events);
  }

  #skipLead(): boolean {
    if (!this.#skip(this.#lead)) return false;
    this.#state = "name";
    this.#isFirst = false;
    return true;
  }

  #readName(events: CallEvent[]): boolean {
    const head = this.#heads.find(({ text }) => this.#skip(text));
    if (!head) return false;
    this.#state = "arguments";
    events.push({ type: "call", name: head.name });
    return true;
  }

  /** Whether it was there. */
  #skip(expected: RegExp): boolean {
    const length = expected.exec(this.#held)?.[0].length;
    if (length !== undefined) this.#held = this.#held.slice(length);
    return length !== undefined;
  }

  #readArguments(events: CallEvent[]): boolean {
    const end = this.#endOfObject();
    const text = this.#held.slice(0, end);
    if (text !== "") events.push({ type: "arguments", text });
    this.#held = this.#held.slice(text.length);
    if (end === undefined) return false;
    this.complete += 1;
    this.#state = "lead";
    this.#lead = beginning(this.#syntax.next ?? this.#syntax.close);
    return true;
  }

  /** Where the arguments end in what is held, if they do. */
  #endOfObject(): number | undefined {
    for (let at = 0; at < this.#held.length; at += 1) {
      const sign = this.#held[at];
      if (this.#isEscaped) this.#isEscaped = false;
      else if (this.#isInString && sign === "\\") this.#isEscaped = true;
      else if (sign === '"') this.#isInString = !this.#isInString;
      else if (this.#isInString) continue;
      else if (sign === "{" || sign === "[") this.#depth += 1;
      else if (sign === "}" || sign === "]") this.#depth -= 1;
      else continue;
      if (this.#depth === 0 && !this.#isInString && sign === "}") return at + 1;
    }
    return undefined;
  }
}

function beginning(text: string, before = ""): RegExp {
  const plain = text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  return new RegExp(`^${before}${plain.replaceAll(idMark, idForm)}`);
}
