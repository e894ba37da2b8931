import { arrayOf, isObject, type JsonObject } from "../json.ts";
import { SchemaReferences, type SchemaVisits } from "../schema-references.ts";

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
 * become any object), `const` becomes an enumeration of one, `oneOf` becomes `anyOf`. `at` is what errors
 * call it. Throws AppError `unsupported-parameter`.
 */
export function simplifySchema(
  schema: JsonObject,
  at: string,
  visits?: SchemaVisits,
): JsonObject {
  return simplify(schema, new SchemaReferences(schema, at, visits), []);
}

function simplify(
  schema: JsonObject,
  references: SchemaReferences,
  inside: readonly string[],
): JsonObject {
  return references.visit(() => written(schema, references, inside));
}

function written(
  schema: JsonObject,
  references: SchemaReferences,
  inside: readonly string[],
): JsonObject {
  const { $ref, ...own } = schema;
  if (typeof $ref === "string") {
    const target = inside.includes($ref) ? undefined : references.resolve($ref);
    const base = target
      ? simplify(target, references, [...inside, $ref])
      : { type: "object" };
    return { ...base, ...simplify(own, references, inside) };
  }
  const within = (value: unknown) =>
    isObject(value) ? simplify(value, references, inside) : value;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name]) => !unknownKeywords.has(name))
      .map(([name, value]) => keyword(name, value, within)),
  );
}

function keyword(
  name: string,
  value: unknown,
  within: (value: unknown) => unknown,
): readonly [string, unknown] {
  if (name === "const") return ["enum", [value]];
  if (name === "oneOf") return ["anyOf", arrayOf(value).map(within)];
  if (Array.isArray(value)) return [name, keepOrWithin(name, value, within)];
  if (!namedSchemas.has(name) || !isObject(value))
    return [name, name === "items" ? within(value) : value];
  const schemas = Object.entries(value).map(([key, inner]) => [
    key,
    within(inner),
  ]);
  return [name, Object.fromEntries(schemas)];
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
