import {
  arrayOf,
  isObject,
  objectOf,
  type JsonObject,
} from "#main/dialects/json.ts";
import { impliedType, resolvePointer } from "../schema-words.ts";

/** How a field of a function's arguments is told; `root` is their schema. */
type FieldTelling = (field: unknown, root: JsonObject) => unknown;

/**
 * What some templates fail without: a list of functions, if only of none, a list of arguments for each and a
 * description or one type of each argument, functions as a text and the day beside it. Others would write
 * all that out, though it says nothing.
 */
export function countedOn(
  offered: unknown,
  datetime: string,
  field: FieldTelling,
) {
  const tools = Array.isArray(offered)
    ? offered.map((tool) => withFields(tool, field))
    : [];
  const functions = JSON.stringify(tools, undefined, 4);
  return { tools, functions, datetime };
}

function withFields(tool: unknown, field: FieldTelling): unknown {
  const own = objectOf(tool) ?? {};
  const { parameters, ...rest } = objectOf(own.function) ?? {};
  const root = objectOf(parameters) ?? {};
  const { properties, ...schema } = root;
  const fields = eachOf(properties, (own) => field(own, root));
  return {
    ...own,
    function: {
      ...rest,
      parameters: { ...schema, properties: fields },
    },
  };
}

function eachOf(
  properties: unknown,
  field: (schema: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  const all = Object.entries(objectOf(properties) ?? {});
  return Object.fromEntries(all.map(([name, own]) => [name, field(own)]));
}

/** A field with a description, which some templates count on. */
export function described<T>(field: T): T {
  return isObject(field) ? { description: "", ...field } : field;
}

/**
 * Tells fields with one type each, for templates that know no other: what one refers to, and what it is in
 * the first place where it may be several things.
 */
export function typed(): FieldTelling {
  const parts = { left: maxParts };
  return (field, root) => new TypedField(root, parts).tell(field);
}

/** Parts of schemas that are told for one prompt; what refers to itself has no end. */
const maxParts = 2_000;
const maxDepth = 6;

class TypedField {
  #root: JsonObject;
  #parts: { left: number };

  constructor(root: JsonObject, parts: { left: number }) {
    this.#root = root;
    this.#parts = parts;
  }

  tell(field: unknown, depth = 0): unknown {
    if (depth > maxDepth || this.#parts.left <= 0) return { type: "object" };
    const own = this.#first(objectOf(field) ?? {});
    const deeper = (nested: unknown) => this.tell(nested, depth + 1);
    const { properties, items, type } = own;
    const isNullable = arrayOf(type).includes("null");
    return {
      ...(depth === 0 ? described(own) : own),
      type: typeOf(own),
      ...(isNullable ? { nullable: true } : {}),
      ...(isObject(properties)
        ? { properties: eachOf(properties, deeper) }
        : {}),
      ...(isObject(items) ? { items: deeper(items) } : {}),
    };
  }

  /** Without references and alternatives. */
  #first(schema: JsonObject, steps = 0): JsonObject {
    const { $ref, anyOf, oneOf, allOf, ...plain } = schema;
    const options = [...arrayOf(anyOf), ...arrayOf(oneOf)];
    this.#parts.left -= 1;
    if (steps > maxDepth || this.#parts.left <= 0) return plain;
    const parts = [
      resolvePointer(this.#root, $ref),
      options.find((own) => isObject(own) && own.type !== "null"),
      ...arrayOf(allOf),
    ].filter(isObject);
    const all = parts.map((part) => this.#first(part, steps + 1));
    return Object.assign({}, ...all, plain) as JsonObject;
  }
}

function typeOf(field: JsonObject): string {
  const { type, enum: values, const: value } = field;
  const named = [type, ...arrayOf(type)].find(
    (own) => typeof own === "string" && own !== "null",
  );
  if (typeof named === "string") return named;
  const [example] = [value, ...arrayOf(values)].filter(
    (own) => own !== undefined,
  );
  if (typeof example === "number" || typeof example === "boolean")
    return typeof example;
  return impliedType(field) ?? "string";
}
