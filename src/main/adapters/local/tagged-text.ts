import {
  alternative,
  constraintsOf,
  impliedType,
  isJson,
  resolvePointer,
  type Json,
} from "./schema-words.ts";

/** What a value may be that is written as it is, without quotes. */
export interface TaggedText {
  /** One of these, or a text that fits one of the schemas. */
  readonly literals: readonly string[];
  readonly free: readonly Json[];
  readonly isNullable: boolean;
}

const maxDepth = 16;
const nothing: TaggedText = { literals: [], free: [], isNullable: false };

/**
 * What a schema lets through, if that is texts alone, or texts and null. Undefined where a text could be
 * taken for something else that it lets through, or `end` stands in one of its literals.
 */
export function taggedText(
  schema: unknown,
  root: Json,
  end: string,
): TaggedText | undefined {
  const text = textOf(schema, root, 0);
  if (!text || text.literals.length + text.free.length === 0) return undefined;
  const isAmbiguous = text.isNullable && text.literals.includes("null");
  const isCut = text.literals.some((value) => value.includes(end));
  return isAmbiguous || isCut ? undefined : text;
}

function textOf(
  schema: unknown,
  root: Json,
  depth: number,
): TaggedText | undefined {
  if (!isJson(schema) || depth > maxDepth) return undefined;
  const { $ref, anyOf, oneOf, allOf, ...plain } = schema;
  if ($ref !== undefined)
    return textOf(resolvePointer(root, $ref), root, depth + 1);
  if (plain.const !== undefined) return literalsOf([plain.const]);
  if (plain.enum !== undefined) return literalsOf(plain.enum);
  const options = anyOf ?? oneOf;
  if (options !== undefined) {
    if (!Array.isArray(options) || allOf !== undefined) return undefined;
    const shared = constraintsOf(plain);
    return together(
      options.map((option: unknown) => {
        const whole = isJson(option)
          ? alternative(shared, option, new Set())
          : option;
        return textOf(whole, root, depth + 1);
      }),
    );
  }
  if (allOf !== undefined) return undefined;
  const { type = impliedType(schema) } = schema;
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return together(types.map((name) => typeOf(schema, name)));
}

function typeOf(schema: Json, type: unknown): TaggedText | undefined {
  if (type === "null") return { ...nothing, isNullable: true };
  return type === "string" ? { ...nothing, free: [schema] } : undefined;
}

function literalsOf(values: unknown): TaggedText | undefined {
  if (!Array.isArray(values)) return undefined;
  const literals = values.filter((value) => typeof value === "string");
  const isNullable = values.includes(null);
  const isAll = literals.length + (isNullable ? 1 : 0) === values.length;
  return isAll ? { ...nothing, literals, isNullable } : undefined;
}

function together(
  texts: readonly (TaggedText | undefined)[],
): TaggedText | undefined {
  const known = texts.filter((text) => text !== undefined);
  if (known.length < texts.length) return undefined;
  return {
    literals: known.flatMap(({ literals }) => literals),
    free: known.flatMap(({ free }) => free),
    isNullable: known.some(({ isNullable }) => isNullable),
  };
}
