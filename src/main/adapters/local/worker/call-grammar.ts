import { anyOf, Gbnf, literal } from "../gbnf.ts";
import type { Prompt, PromptTools } from "../protocol.ts";
import { SchemaGrammar } from "../schema-grammar.ts";
import { idForm, idMark } from "./call-ids.ts";
import type { CallSyntax } from "./call-syntax.ts";

/** When a reply holds calls, and the grammars (in GBNF) that hold them to names and schemas. */
export interface CallPlan {
  readonly syntax: CallSyntax;
  /** What may be called. */
  readonly names: readonly string[];
  /**
   * `must`: the reply is calls; `either`: it is calls or JSON; `may`: it is free until it writes the
   * sign that calls begin with.
   */
  readonly kind: "must" | "either" | "may";
  /** Holds the reply from its beginning, or in `may` from right after the sign. */
  readonly grammar: string;
  /** The same for a reply that may begin with a thought instead. */
  readonly orThought?: string;
}

/** A weak model would call without end. */
const maxCalls = 16;
const space = String.raw`[ \n]{0,2}`;

export function callPlan(
  syntax: CallSyntax,
  tools: PromptTools,
  {
    jsonSchema,
    thoughtPrefix,
  }: Pick<Prompt, "jsonSchema"> & { readonly thoughtPrefix?: string },
): CallPlan {
  const gbnf = new Gbnf();
  const { choice, offered, parallel } = tools;
  const callable = offered.filter(
    ({ name }) => typeof choice === "string" || name === choice.tool,
  );
  const calls = callable.map(({ name, parameters }) => {
    const schema = new SchemaGrammar(gbnf, parameters).arguments();
    return gbnf.rule(`${written(name + syntax.between)} ${schema}`);
  });
  const call = gbnf.rule(anyOf(calls));
  const more =
    parallel && syntax.next
      ? `( ${written(syntax.next)} ${call} ){0,${String(maxCalls - 1)}}`
      : "";
  const rest = `${call} ${more} ${written(syntax.close)}`;
  const names = callable.map(({ name }) => name);
  if (choice === "auto" && !jsonSchema) {
    const begun = literal(syntax.open.slice(syntax.trigger.length));
    return {
      syntax,
      names,
      kind: "may",
      grammar: gbnf.text(`${begun} ${rest}`),
    };
  }
  const whole = `${literal(syntax.open)} ${rest}`;
  const isFree = choice === "auto" && jsonSchema;
  const body = isFree
    ? anyOf([whole, new SchemaGrammar(gbnf, jsonSchema).document()])
    : whole;
  return {
    syntax,
    names,
    kind: isFree ? "either" : "must",
    grammar: gbnf.text(`${space} ${body}`),
    ...(thoughtPrefix === undefined
      ? {}
      : {
          orThought: gbnf.text(`${literal(thoughtPrefix)} | ${space} ${body}`),
        }),
  };
}

/** A text of the syntax, its ids free. */
function written(text: string): string {
  return text.split(idMark).map(literal).join(` ${idForm} `);
}
