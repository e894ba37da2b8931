import type { WorkerEvent } from "../protocol.ts";
import type { Callable } from "./call-grammar.ts";
import { patternOf } from "./call-signs.ts";
import type { CallSyntax } from "./call-syntax.ts";
import { JsonArguments, type ArgumentReader } from "./json-arguments.ts";
import { NotedArguments } from "./noted-arguments.ts";
import { TaggedArguments } from "./tagged-arguments.ts";

type CallEvent = Extract<WorkerEvent, { type: "call" | "arguments" }>;

interface Head {
  readonly callable: Callable;
  readonly text: RegExp;
}

/** Reads calls out of text that a grammar holds to their syntax, however it is split. */
export class CallReader {
  #syntax: CallSyntax;
  #heads: readonly Head[];
  /** What must come before a name. */
  #lead: RegExp;
  #isFirst = true;
  #state: "lead" | "name" | "arguments" = "lead";
  #held = "";
  #arguments: ArgumentReader = new JsonArguments();
  /** Calls whose arguments are whole. */
  complete = 0;

  /** `read` of the syntax's beginning was read before. */
  constructor(syntax: CallSyntax, callables: readonly Callable[], read = "") {
    this.#syntax = syntax;
    // Before the first call, white space may stand that is none of it.
    this.#lead = beginning(syntax.open.slice(read.length), read ? "" : "\\s*");
    this.#heads = callables.map((callable) => {
      return { callable, text: beginning(callable.name + syntax.between) };
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
    this.#arguments = argumentReader(this.#syntax, head.callable);
    events.push({ type: "call", name: head.callable.name });
    return true;
  }

  /** Whether it was there. */
  #skip(expected: RegExp): boolean {
    const length = expected.exec(this.#held)?.[0].length;
    if (length !== undefined) this.#held = this.#held.slice(length);
    return length !== undefined;
  }

  #readArguments(events: CallEvent[]): boolean {
    const { json, rest } = this.#arguments.read(this.#held);
    if (json !== "") events.push({ type: "arguments", text: json });
    this.#held = rest;
    if (!this.#arguments.isWhole) return false;
    this.complete += 1;
    this.#state = "lead";
    this.#lead = beginning(this.#syntax.next ?? this.#syntax.close);
    return true;
  }
}

function argumentReader(
  { tags, notation }: CallSyntax,
  { forms }: Callable,
): ArgumentReader {
  if (notation) return new NotedArguments(notation);
  if (tags && forms) return new TaggedArguments(tags, forms);
  return new JsonArguments();
}

function beginning(text: string, before = ""): RegExp {
  return new RegExp(`^${before}${patternOf(text)}`);
}
