import { AppError } from "#shared/errors/app-error.ts";

type Json = Readonly<Record<string, unknown>>;

/** Keywords that say nothing about which values are valid. */
const annotations = new Set([
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  "$schema",
  "$id",
  "$comment",
  // A grammar writes every listed property, so each required one is there.
  "required",
]);

const typeKeywords: Readonly<Record<string, readonly string[]>> = {
  object: [
    "properties",
    "additionalProperties",
    "minProperties",
    "maxProperties",
  ],
  array: ["items", "prefixItems", "minItems", "maxItems"],
  string: ["minLength", "maxLength", "format"],
  number: ["minimum", "maximum"],
  integer: ["minimum", "maximum"],
  boolean: [],
  null: [],
};

const grammarFormats = new Set(["date-time", "time", "date"]);
const maxDepth = 64;

/** Any value at all, in the grammar's own subset. */
const anything: Json = {
  oneOf: [
    { type: ["string", "number", "boolean", "null"] },
    { type: "object", additionalProperties: true },
    { type: "array" },
  ],
};

/**
 * A JSON Schema as llama.cpp's grammar can enforce it. What the grammar could not hold the model to is
 * refused: AppError `unsupported-parameter`, `parameter` naming the keyword. Properties that the
 * schema leaves optional are always written, and ones that it does not list only where
 * `additionalProperties` says so: each output is valid, not each valid output possible.
 */
export function toGrammarSchema(schema: Json): Json {
  const { $defs, definitions, ...root } = schema;
  const all = { ...asObject($defs), ...asObject(definitions) };
  const converted = convert(root, 0);
  if (Object.keys(all).length === 0) return converted;
  return { ...converted, $defs: mapValues(all, (value) => convert(value, 1)) };
}

function convert(value: unknown, depth: number): Json {
  if (depth > maxDepth) throw unsupported("nesting");
  if (value === true) return anything;
  if (!isObject(value)) throw unsupported("schema");
  const schema = Object.fromEntries(
    Object.entries(value).filter(([key]) => !annotations.has(key)),
  );
  if (Object.keys(schema).length === 0) return anything;
  if ("$ref" in schema) return reference(schema);
  if ("const" in schema) return literals(schema, "const", [schema.const]);
  if ("enum" in schema) return literals(schema, "enum", schema.enum);
  for (const key of ["oneOf", "anyOf", "allOf"])
    if (key in schema) return choice(schema, key, depth);
  return typed(schema, depth);
}

function reference(schema: Json): Json {
  const { $ref, ...rest } = schema;
  refuseRest(rest, []);
  const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(String($ref))?.[1];
  if (name === undefined) throw unsupported("$ref");
  return { $ref: `#/$defs/${name}` };
}

function literals(schema: Json, keyword: string, values: unknown): Json {
  refuseRest(schema, [keyword, "type"]);
  const plain = (value: unknown) => value === null || typeof value !== "object";
  if (!Array.isArray(values) || values.length === 0 || !values.every(plain))
    throw unsupported(keyword);
  return { enum: values };
}

function choice(schema: Json, keyword: string, depth: number): Json {
  refuseRest(schema, [keyword]);
  const options = schema[keyword];
  if (!Array.isArray(options) || options.length === 0)
    throw unsupported(keyword);
  const converted = options.map((option) => convert(option, depth + 1));
  if (converted.length === 1 && converted[0]) return converted[0];
  if (keyword === "allOf") throw unsupported("allOf");
  return { oneOf: converted };
}

function typed(schema: Json, depth: number): Json {
  const type = schema.type ?? impliedType(schema);
  if (typeof type === "string") return ofType(schema, type, depth);
  if (!Array.isArray(type)) throw unsupported("type");
  const allowed = type.flatMap((name) => typeKeywords[String(name)] ?? []);
  refuseRest(schema, ["type", ...allowed]);
  const options = type.map((name) => {
    const own = ["type", ...(typeKeywords[String(name)] ?? [])];
    const picked = Object.entries(schema).filter(([key]) => own.includes(key));
    return ofType(Object.fromEntries(picked), String(name), depth);
  });
  return { oneOf: options };
}

function impliedType(schema: Json): string {
  if ("properties" in schema || "additionalProperties" in schema)
    return "object";
  if ("items" in schema || "prefixItems" in schema) return "array";
  throw unsupported(Object.keys(schema)[0] ?? "schema");
}

function ofType(schema: Json, type: string, depth: number): Json {
  const allowed = typeKeywords[type];
  if (!allowed) throw unsupported("type");
  refuseRest(schema, ["type", ...allowed]);
  if (type === "object") return objectType(schema, depth);
  if (type === "array") return arrayType(schema, depth);
  if (type === "string") return stringType(schema);
  for (const bound of ["minimum", "maximum"]) {
    // Generators of schemas write the range of exact integers out; as a bound it says nothing.
    const value = schema[bound];
    if (value !== undefined && !(Math.abs(Number(value)) >= 2 ** 53 - 1))
      throw unsupported(bound);
  }
  return { type };
}

function objectType(schema: Json, depth: number): Json {
  const { properties, additionalProperties, ...counts } = schema;
  const open =
    properties === undefined && additionalProperties === undefined
      ? true
      : (additionalProperties ?? false);
  return {
    ...counts,
    type: "object",
    ...(properties === undefined
      ? {}
      : {
          properties: mapValues(asObject(properties), (value) =>
            convert(value, depth + 1),
          ),
        }),
    additionalProperties:
      typeof open === "boolean" ? open : convert(open, depth + 1),
  };
}

function arrayType(schema: Json, depth: number): Json {
  const { items, prefixItems, ...counts } = schema;
  return {
    ...counts,
    type: "array",
    ...(items === undefined ? {} : { items: convert(items, depth + 1) }),
    ...(Array.isArray(prefixItems)
      ? { prefixItems: prefixItems.map((item) => convert(item, depth + 1)) }
      : {}),
  };
}

/** Formats that no grammar knows are annotations, as JSON Schema has them by default. */
function stringType(schema: Json): Json {
  const { format, ...lengths } = schema;
  if (typeof format !== "string" || !grammarFormats.has(format))
    return { ...lengths, type: "string" };
  if (Object.keys(lengths).some((key) => key !== "type"))
    throw unsupported("format");
  return { type: "string", format };
}

function refuseRest(schema: Json, allowed: readonly string[]): void {
  const other = Object.keys(schema).find((key) => !allowed.includes(key));
  if (other !== undefined) throw unsupported(other);
}

function mapValues(object: Json, map: (value: unknown) => Json): Json {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, map(value)]),
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): Json {
  if (value === undefined) return {};
  if (!isObject(value)) throw unsupported("schema");
  return value;
}

function unsupported(keyword: string): AppError {
  return new AppError("unsupported-parameter", {
    message: `A local model cannot be held to a JSON Schema with “${keyword}”.`,
    data: { parameter: `response_format.schema.${keyword}` },
  });
}
