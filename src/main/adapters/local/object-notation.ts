import type { Count, Gbnf } from "./gbnf.ts";
import type { JsonGrammar } from "./json-grammar.ts";

export interface TypeContext {
  readonly json: JsonGrammar;
  /** Keywords that the rule leaves to the model's own reading. */
  readonly widened: Set<string>;
  /** The rule of what stands within this value. */
  value(schema: unknown): string;
}

export interface Field {
  readonly rule: string;
  readonly isRequired: boolean;
}

/** How an object is written. Each answer is the text of a rule. */
export interface ObjectNotation {
  field(name: string, schema: unknown): string;
  object(fields: readonly Field[]): string;
  /** An object whose names are free. */
  map(schema: unknown, count: Count): string;
}

export function jsonObject({ json, value }: TypeContext): ObjectNotation {
  const { gbnf, comma, colon } = json;
  return {
    field: (name, schema) => `${json.name(name)} ${colon} ${value(schema)}`,
    object: (fields) => `"{" ${fieldList(fields, gbnf, comma)} "}"`,
    map: (schema, count) => json.map(value(schema), count),
  };
}

/** The fields in their order, with commas between those that are there. */
export function fieldList(
  fields: readonly Field[],
  gbnf: Gbnf,
  comma: string,
): string {
  let [first, after] = ['""', '""'];
  for (const { rule, isRequired } of fields.toReversed()) {
    const begun = `${rule} ${after}`;
    first = gbnf.rule(isRequired ? begun : `${begun} | ${first}`);
    const own = isRequired ? `${comma} ${rule}` : `( ${comma} ${rule} )?`;
    after = gbnf.rule(`${own} ${after}`);
  }
  return first;
}
