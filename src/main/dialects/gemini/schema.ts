import { arrayOf, isObject, type JsonObject } from "../json.ts";

const unknownKeywords: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$defs",
  "definitions",
  "$comment",
  "additionalProperties",
  "unevaluatedProperties",
  "patternProperties",
  "propertyNames",
  "contentMediaType",
  "contentEncoding",
  "examples",
  "deprecated",
  "encrypted",
  "readOnly",
  "writeOnly",
]);

/** Keywords whose value holds schemas by name. */
const namedSchemas: ReadonlySet<string> = new Set(["properties"]);

/**
 * A JSON Schema without what Gemini does not take: local references are put in place (recursive ones
 * become any object), `const` becomes an enumeration of one, `oneOf` becomes `anyOf`.
 */
export function simplifySchema(schema: JsonObject): JsonObject {
  return simplify(schema, schema, []);
}

function simplify(
  schema: JsonObject,
  root: JsonObject,
  inside: readonly string[],
): JsonObject {
  const { $ref, ...own } = schema;
  if (typeof $ref === "string") {
    const target = inside.includes($ref) ? undefined : resolve($ref, root);
    const base = target
      ? simplify(target, root, [...inside, $ref])
      : { type: "object" };
    return { ...base, ...simplify(own, root, inside) };
  }
  const within = (value: unknown) =>
    isObject(value) ? simplify(value, root, inside) : value;
  const simple: JsonObject = {};
  for (const [name, value] of Object.entries(schema)) {
    if (unknownKeywords.has(name)) continue;
    if (name === "const") simple.enum = [value];
    else if (name === "oneOf") simple.anyOf = arrayOf(value).map(within);
    else if (Array.isArray(value))
      simple[name] = keepOrWithin(name, value, within);
    else if (namedSchemas.has(name) && isObject(value))
      simple[name] = Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, within(inner)]),
      );
    else simple[name] = name === "items" ? within(value) : value;
  }
  return simple;
}

function keepOrWithin(
  name: string,
  values: readonly unknown[],
  within: (value: unknown) => unknown,
): readonly unknown[] {
  const holdsSchemas =
    name === "anyOf" || name === "allOf" || name === "prefixItems";
  return holdsSchemas ? values.map(within) : values;
}

function resolve(reference: string, root: JsonObject): JsonObject | undefined {
  if (!reference.startsWith("#/")) return undefined;
  const found = reference
    .slice(2)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(
      (value, step) => (isObject(value) ? value[step] : undefined),
      root,
    );
  return isObject(found) ? found : undefined;
}

/** Google's older schema form (`type: "OBJECT"`, `nullable`) as JSON Schema. */
export function readOpenApiSchema(schema: JsonObject): JsonObject {
  const { nullable, ...rest } = schema;
  const read: JsonObject = {};
  for (const [name, value] of Object.entries(rest)) {
    if (name === "type" && typeof value === "string")
      read.type =
        nullable === true ? [value.toLowerCase(), "null"] : value.toLowerCase();
    else if (name === "properties" && isObject(value))
      read.properties = Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, readInner(inner)]),
      );
    else if (name === "anyOf") read.anyOf = arrayOf(value).map(readInner);
    else read[name] = name === "items" ? readInner(value) : value;
  }
  return read;
}

function readInner(value: unknown): unknown {
  return isObject(value) ? readOpenApiSchema(value) : value;
}
