import { arrayOf } from "#main/dialects/json.ts";

export type Json = Readonly<Record<string, unknown>>;

/** A schema that no grammar can be made of; `keyword` is what stands in the way. */
export class SchemaRefusal extends Error {
  readonly keyword: string;

  constructor(keyword: string) {
    super(`A grammar cannot be made of “${keyword}”.`);
    this.keyword = keyword;
  }
}

/** Keywords that a grammar has no sign for. */
const untold = new Set([
  ...["not", "if", "then", "else", "dependentRequired", "dependentSchemas"],
  ...["patternProperties", "propertyNames", "pattern", "multipleOf"],
  ...["uniqueItems", "contains", "minContains", "maxContains"],
]);

/** Keywords that narrow the values of their own schema. */
const constraints = new Set([
  ...untold,
  ...["type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref"],
  ...["properties", "required", "additionalProperties", "items", "format"],
  ...["prefixItems", "minItems", "maxItems", "minLength", "maxLength"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  ...["minProperties", "maxProperties"],
]);

export function untoldOf(schema: Json): readonly string[] {
  return Object.keys(schema).filter((key) => untold.has(key));
}

export function constraintsOf(schema: Json): Json {
  const own = Object.entries(schema).filter(([key]) => constraints.has(key));
  return Object.fromEntries(own);
}

/**
 * An alternative with what stands beside all of them. Where both say something else of the same, the
 * alternative's word counts and the keyword goes to `widened`.
 */
export function alternative(
  shared: Json,
  option: Json,
  widened: Set<string>,
): Json {
  const fields = isJson(option.properties) ? option.properties : {};
  const both = isJson(shared.properties) ? shared.properties : {};
  for (const name of Object.keys(fields))
    if (Object.hasOwn(both, name) && differ(both[name], fields[name]))
      widened.add("properties");
  const joined = ["properties", "required"];
  for (const key of Object.keys(shared))
    if (!joined.includes(key) && Object.hasOwn(option, key))
      if (differ(shared[key], option[key])) widened.add(key);
  const names = [...arrayOf(shared.required), ...arrayOf(option.required)];
  return {
    ...shared,
    ...option,
    ...(shared.properties !== undefined && {
      properties: { ...both, ...fields },
    }),
    ...(names.length > 0 && { required: [...new Set(names)] }),
  };
}

/** The same schema with those alternatives alone that are objects; a part that is all of it is one. */
export function withObjects(schema: Json): Json {
  const own = ["anyOf", "oneOf", "allOf"].flatMap((key) => {
    const options = schema[key];
    if (!Array.isArray(options)) return [];
    const isChoice = key !== "allOf" || options.length === 1;
    return isChoice ? [[key, options.flatMap(asObject)] as const] : [];
  });
  return { ...schema, ...Object.fromEntries(own) };
}

/** What is written elsewhere is taken at its word. */
function asObject(option: unknown): readonly unknown[] {
  if (option === true) return [{ type: "object" }];
  if (!isJson(option)) return [option];
  const { enum: values = [option.const] } = option;
  const literals = arrayOf(values).filter((value) => value !== undefined);
  if (literals.length > 0) return literals.every(isJson) ? [option] : [];
  const elsewhere = ["$ref", "anyOf", "oneOf", "allOf"];
  if (elsewhere.some((key) => option[key] !== undefined)) return [option];
  const { type = impliedType(option) ?? "object" } = option;
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return types.includes("object") ? [{ ...option, type: "object" }] : [];
}

function differ(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

/** The type that keywords without one are about; undefined for any. */
export function impliedType(schema: Json): string | undefined {
  const has = (...keys: readonly string[]) =>
    keys.some((key) => schema[key] !== undefined);
  if (has("properties", "required", "additionalProperties")) return "object";
  if (has("items", "prefixItems")) return "array";
  if (has("minLength", "maxLength", "pattern", "format")) return "string";
  return undefined;
}

/** What a reference within the schema itself leads to; undefined where it leads nowhere. */
export function resolvePointer(root: Json, pointer: unknown): unknown {
  if (typeof pointer !== "string" || !/^#(?:\/|$)/.test(pointer))
    return undefined;
  return pointer
    .split("/")
    .slice(1)
    .map(unescapeStep)
    .reduce<unknown>((at, step) => {
      if (Array.isArray(at)) return at[Number(step)] as unknown;
      return isJson(at) && Object.hasOwn(at, step) ? at[step] : undefined;
    }, root);
}

function unescapeStep(step: string): string {
  let plain = step;
  try {
    plain = decodeURIComponent(step);
  } catch {
    // A lone per cent sign stands for itself.
  }
  return plain.replaceAll("~1", "/").replaceAll("~0", "~");
}

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
