import {
  arrayOf,
  isObject,
  objectOf,
  type JsonObject,
} from "#main/dialects/json.ts";
import { impliedType } from "../schema-words.ts";

/**
 * What some templates fail without: a list of functions, if only of none, a list of arguments for each and a
 * description or one type of each argument, functions as a text and the day beside it. Others would write
 * all that out, though it says nothing.
 */
export function countedOn(
  offered: unknown,
  datetime: string,
  field: (schema: unknown) => unknown,
) {
  const tools = Array.isArray(offered)
    ? offered.map((tool) => withFields(tool, field))
    : [];
  const functions = JSON.stringify(tools, undefined, 4);
  return { tools, functions, datetime };
}

function withFields(
  tool: unknown,
  field: (schema: unknown) => unknown,
): unknown {
  const own = objectOf(tool) ?? {};
  const { parameters, ...rest } = objectOf(own.function) ?? {};
  const { properties, ...schema } = objectOf(parameters) ?? {};
  return {
    ...own,
    function: {
      ...rest,
      parameters: { ...schema, properties: eachOf(properties, field) },
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
export function described(field: unknown): unknown {
  return isObject(field) ? { description: "", ...field } : field;
}

/** Of a field that may be of several types, or says it in other words, the one that it is in the first place. */
export function typed(field: unknown): unknown {
  const own = objectOf(field) ?? {};
  const types = arrayOf(own.type);
  const { properties, items } = own;
  return {
    description: "",
    ...own,
    type: firstType(own),
    ...(types.includes("null") ? { nullable: true } : {}),
    ...(isObject(properties) ? { properties: eachOf(properties, typed) } : {}),
    ...(isObject(items) ? { items: typed(items) } : {}),
  };
}

function firstType(field: JsonObject): string {
  const { type, anyOf, oneOf, ...rest } = field;
  const [first] = [type, ...arrayOf(type)].filter(
    (own) => typeof own === "string" && own !== "null",
  );
  if (typeof first === "string") return first;
  const option = [...arrayOf(anyOf), ...arrayOf(oneOf)].find(isObject);
  if (option) return firstType(option);
  const [value] = [rest.const, ...arrayOf(rest.enum)].filter(
    (own) => own !== undefined,
  );
  if (typeof value === "number" || typeof value === "boolean")
    return typeof value;
  const implied = impliedType(rest);
  return typeof implied === "string" ? implied : "string";
}
