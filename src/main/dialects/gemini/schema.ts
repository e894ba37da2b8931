import { arrayOf, isObject, type JsonObject } from "../json.ts";
import { SchemaReferences } from "../schema-references.ts";

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
export function simplifySchema(schema: JsonObject, at: string): JsonObject {
  return simplify(schema, new SchemaReferences(schema, at), []);
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
