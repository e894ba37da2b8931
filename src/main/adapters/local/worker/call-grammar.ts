import type { ArgumentForms } from "../argument-tags.ts";
import { anyOf, Gbnf, literal } from "../gbnf.ts";
import { NotedGrammar } from "../noted-grammar.ts";
import type { Prompt, PromptTools } from "../protocol.ts";
import { SchemaGrammar } from "../schema-grammar.ts";
import type { Json } from "../schema-words.ts";
import { TaggedGrammar } from "../tagged-grammar.ts";
import { grammarOf } from "./call-signs.ts";
import type { CallSyntax } from "./call-syntax.ts";
import { answerHead, furtherHead } from "./harmony.ts";

/** A function that may be called. */
export interface Callable {
  readonly name: string;
  /** How its arguments are read, where they stand between tags. */
  readonly forms?: ArgumentForms;
}

/** When a reply holds calls, and the grammars (in GBNF) that hold them to names and schemas. */
export interface CallPlan {
  readonly syntax: CallSyntax;
  readonly callables: readonly Callable[];
  /**
   * `must`: the reply is calls; `either`: it is calls or JSON; `may`: it is free until it writes the
   * sign that calls begin with.
   */
  readonly kind: "must" | "either" | "may";
  /** Holds the reply from its beginning, where a thought may stand; absent in `may`. */
  readonly start?: string;
  /** Holds it after a thought, or in `may` from right after the sign. */
  readonly next: string;
  /** In `may`, holds it from right after the late sign. */
  readonly late?: string;
}

interface ReplyShape {
  /** The reply may begin with a thought, and so does one. */
  readonly thoughtPrefix?: string;
  /** It is of messages with headers. */
  readonly inChannels?: boolean;
}

/** Of a reply from its beginning, where a thought may stand, and after one. */
interface ReplyGrammars {
  readonly start: string;
  readonly next: string;
}

/** A weak model would call without end. */
const maxCalls = 16;
const space = String.raw`[ \n]{0,2}`;

/** Throws GrammarTooLarge, and SchemaRefusal for what is no schema. */
export function callPlan(
  syntax: CallSyntax,
  tools: PromptTools,
  { jsonSchema, ...shape }: ReplyShape & Pick<Prompt, "jsonSchema">,
): CallPlan {
  const gbnf = new Gbnf();
  const { choice, parallel } = tools;
  const { callables, call } = calls(gbnf, syntax, tools);
  const more =
    parallel && syntax.next
      ? `( ${grammarOf(syntax.next)} ${call} ){0,${String(maxCalls - 1)}}`
      : "";
  const rest = `${call} ${more} ${grammarOf(syntax.close)}`;
  if (choice === "auto" && !jsonSchema) {
    const begun = grammarOf(syntax.open.slice(syntax.trigger.length));
    const next = gbnf.text(`${begun} ${rest}`);
    const late = syntax.lateTrigger && { late: gbnf.text(rest) };
    return { syntax, callables, kind: "may", next, ...late };
  }
  const calling = `${grammarOf(syntax.open)} ${rest}`;
  const own = syntax.inHeader ? calling : answering(calling, shape);
  const isFree = choice === "auto" && jsonSchema;
  const body = isFree
    ? anyOf([own, answering(document(gbnf, jsonSchema), shape)])
    : own;
  const kind = isFree ? "either" : "must";
  return { syntax, callables, kind, ...replyGrammars(gbnf, body, shape) };
}

/** A reply that is JSON. Throws as `callPlan` does. */
export function documentGrammars(
  jsonSchema: NonNullable<Prompt["jsonSchema"]>,
  shape: ReplyShape,
): ReplyGrammars {
  const gbnf = new Gbnf();
  const body = answering(document(gbnf, jsonSchema), shape);
  const { next } = replyGrammars(gbnf, body, shape);
  // What a client reads as JSON begins as such.
  return { start: gbnf.text(thoughtOr(body, shape)), next };
}

function document(
  gbnf: Gbnf,
  jsonSchema: NonNullable<Prompt["jsonSchema"]>,
): string {
  return new SchemaGrammar(gbnf, jsonSchema).document();
}

/** What is no header's stands after one, where there are any. */
function answering(body: string, { inChannels }: ReplyShape): string {
  return inChannels ? `${literal(answerHead)} ${body}` : body;
}

function replyGrammars(
  gbnf: Gbnf,
  body: string,
  shape: ReplyShape,
): ReplyGrammars {
  const { inChannels } = shape;
  const first = inChannels ? body : `${space} ${body}`;
  return {
    start: gbnf.text(thoughtOr(first, shape)),
    next: gbnf.text(`${inChannels ? literal(furtherHead) : space} ${body}`),
  };
}

/** Some models begin a line before they think. */
function thoughtOr(
  body: string,
  { thoughtPrefix, inChannels }: ReplyShape,
): string {
  if (thoughtPrefix === undefined) return body;
  const thought = literal(thoughtPrefix);
  return `${inChannels ? thought : `${space} ${thought}`} | ${body}`;
}

/** What may be called, and the rule of one call from its name to its arguments' end. */
function calls(
  gbnf: Gbnf,
  syntax: CallSyntax,
  { choice, offered }: PromptTools,
): { callables: readonly Callable[]; call: string } {
  const written = argumentGrammar(gbnf, syntax);
  const all = offered
    .filter(({ name }) => typeof choice === "string" || name === choice.tool)
    .map(({ name, parameters }) => {
      const { rule, forms } = written(parameters);
      return {
        callable: { name, ...(forms ? { forms } : {}) },
        rule: gbnf.rule(`${grammarOf(name + syntax.between)} ${rule}`),
      };
    });
  return {
    callables: all.map(({ callable }) => callable),
    call: gbnf.rule(anyOf(all.map(({ rule }) => rule))),
  };
}

interface WrittenArguments {
  readonly rule: string;
  readonly forms?: ArgumentForms;
}

/** The rule of a function's arguments, as its syntax writes them. */
function argumentGrammar(
  gbnf: Gbnf,
  { tags, notation }: CallSyntax,
): (parameters: Json) => WrittenArguments {
  if (tags) {
    const tagged = new TaggedGrammar(gbnf, tags);
    return (parameters) => tagged.arguments(parameters);
  }
  const noted = notation && new NotedGrammar(gbnf, notation);
  return (parameters) => {
    const schema = new SchemaGrammar(gbnf, parameters, noted);
    return { rule: schema.arguments(noted && ((own) => noted.arguments(own))) };
  };
}
