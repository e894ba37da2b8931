import { arrayOf, isObject, type JsonObject } from "../json.ts";

/** Keywords that Google's protocol also takes in snake case. */
const snakeCase: Readonly<Record<string, string>> = {
  any_of: "anyOf",
  min_items: "minItems",
  max_items: "maxItems",
  min_length: "minLength",
  max_length: "maxLength",
  min_properties: "minProperties",
  max_properties: "maxProperties",
  property_ordering: "propertyOrdering",
  additional_properties: "additionalProperties",
  prefix_items: "prefixItems",
  unique_items: "uniqueItems",
};

/** Keywords of one schema, of several, and of schemas by name. */
const single: ReadonlySet<string> = new Set(["items", "additionalProperties"]);
const several: ReadonlySet<string> = new Set([
  ...["anyOf", "oneOf", "allOf", "prefixItems"],
]);
const named: ReadonlySet<string> = new Set([
  ...["properties", "defs", "$defs", "definitions"],
]);
const anyValue: ReadonlySet<string> = new Set(["default", "example"]);
const isCount = /^(?:min|max)(?:Items|Length|Properties|imum)$/;
const nothing: JsonObject = { type: "null" };

/**
 * A schema of Google's own kind, its subset of OpenAPI's, as JSON Schema: types in small letters, counts
 * as numbers, `nullable` as a type or an alternative, choices in the type that they are of, the order of
 * fields as their order, references where JSON Schema has them. What it does not know stays.
 */
export function readSchema(asked: JsonObject): JsonObject {
  const schema = withWords(asked);
  const { nullable, type, enum: values, propertyOrdering, ...own } = schema;
  const { ref, defs, example, format, ...others } = own;
  const types = typesOf(type);
  const choices = Array.isArray(values) ? chosen(values, types) : values;
  const read: JsonObject = {
    ...(types.length > 0 && { type: Array.isArray(type) ? types : types[0] }),
    ...(typeof ref === "string" && {
      $ref: ref.replace(/^#\/defs\//, "#/$defs/"),
    }),
    ...(format !== undefined && format !== "enum" && { format }),
    ...(choices !== undefined && { enum: choices }),
    ...Object.fromEntries(
      Object.entries(others).map(([name, value]) => [
        name,
        within(name, value),
      ]),
    ),
    ...(defs !== undefined && { $defs: within("defs", defs) }),
    ...(example !== undefined && { examples: [example] }),
  };
  if (isObject(read.properties) && Array.isArray(propertyOrdering))
    read.properties = ordered(read.properties, propertyOrdering);
  return nullable === true ? orNull(read) : read;
}

/** Known keywords by one name each; what is null was not said. */
function withWords(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]) => {
      const name = (Object.hasOwn(snakeCase, key) && snakeCase[key]) || key;
      return value === null && !anyValue.has(name) ? [] : [[name, value]];
    }),
  );
}

function typesOf(type: unknown): readonly string[] {
  return [type]
    .flat()
    .filter((one) => typeof one === "string")
    .map((one) => one.toLowerCase())
    .filter((one) => one !== "type_unspecified");
}

/** Choices are always texts there, also those of numbers. */
function chosen(
  values: readonly unknown[],
  types: readonly string[],
): readonly unknown[] {
  const [type] = types.filter((one) => one !== "null");
  const isNumber = type === "integer" || type === "number";
  return values.map((value) => {
    if (isNumber) return numberOr(value);
    const isTruth = value === "true" || value === "false";
    return type === "boolean" && isTruth ? value === "true" : value;
  });
}

function numberOr(value: unknown): unknown {
  if (typeof value !== "string" || value.trim() === "") return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

function within(name: string, value: unknown): unknown {
  if (isCount.test(name)) return numberOr(value);
  if (single.has(name)) return readInner(value);
  if (several.has(name)) return arrayOf(value).map(readInner);
  if (!named.has(name) || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, readInner(inner)]),
  );
}

function readInner(value: unknown): unknown {
  return isObject(value) ? readSchema(value) : value;
}

function ordered(
  properties: JsonObject,
  order: readonly unknown[],
): JsonObject {
  const first = order.flatMap((name) =>
    typeof name === "string" && Object.hasOwn(properties, name)
      ? [[name, properties[name]] as const]
      : [],
  );
  return { ...Object.fromEntries(first), ...properties };
}

function orNull(schema: JsonObject): JsonObject {
  const { type, $ref, anyOf, enum: choices, ...others } = schema;
  if ($ref !== undefined && anyOf === undefined)
    return { ...others, anyOf: [{ $ref }, nothing] };
  return {
    ...schema,
    ...(type !== undefined && { type: withLast([type].flat(), "null") }),
    ...(Array.isArray(choices) && { enum: withLast(choices, null) }),
    ...(Array.isArray(anyOf) && {
      anyOf: anyOf.some((one) => isObject(one) && one.type === "null")
        ? anyOf
        : [...anyOf, nothing],
    }),
  };
}

function withLast(all: readonly unknown[], last: unknown): readonly unknown[] {
  return all.includes(last) ? all : [...all, last];
}
