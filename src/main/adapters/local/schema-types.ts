import { anyOf, literal, type Count } from "./gbnf.ts";
import {
  jsonObject,
  type ObjectNotation,
  type TypeContext,
} from "./object-notation.ts";
import { isJson, SchemaRefusal, type Json } from "./schema-words.ts";

/** More are told in words alone; no context holds as many. */
const maxCount = 1_000_000;
/** Ranges of integers up to this size are written out. */
const maxRange = 300;
/** Generators of schemas write the range of exact integers out; as a bound it says nothing. */
const noBound = 2 ** 53 - 1;

/** The rule of one type's values; `undefined` is any type. Throws SchemaRefusal. */
export function typeRule(
  schema: Json,
  type: unknown,
  context: TypeContext & { readonly notation?: ObjectNotation },
): string {
  const { json, notation = jsonObject(context) } = context;
  switch (type) {
    case undefined:
      return json.value;
    case "null":
      return json.word(null);
    case "boolean":
      return anyOf([json.word(true), json.word(false)]);
    case "integer":
      return integerRule(schema, context);
    case "number":
      return numberRule(schema, context);
    case "string":
      return stringRule(schema, context);
    case "array":
      return arrayRule(schema, context);
    case "object":
      return objectRule(schema, context, notation);
    default:
      throw new SchemaRefusal("type");
  }
}

function integerRule(schema: Json, { json, widened }: TypeContext): string {
  const { least, most } = bounds(schema, 1);
  if (least !== undefined && most !== undefined && most - least < maxRange) {
    const count = Math.floor(most) - Math.ceil(least) + 1;
    if (count < 1) throw new SchemaRefusal("minimum");
    const first = Math.ceil(least);
    const all = Array.from({ length: count }, (_, i) => String(first + i));
    return json.gbnf.rule(anyOf(all.map(literal)), count);
  }
  if (most !== undefined) widened.add("maximum");
  if (least === 0 || least === 1) return json.integer(least);
  if (least !== undefined) widened.add("minimum");
  return json.integer();
}

function numberRule(schema: Json, { json, widened }: TypeContext): string {
  const { least, most } = bounds(schema, 0);
  if (most !== undefined) widened.add("maximum");
  const isOpen = schema.exclusiveMinimum !== undefined;
  if (least !== undefined && (least !== 0 || isOpen)) widened.add("minimum");
  return json.number(least !== undefined && least >= 0 ? 0 : undefined);
}

/** `step` is how far the next value beyond an exclusive bound lies. */
function bounds(
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Json,
  step: 0 | 1,
): { least?: number; most?: number } {
  const least = [bound(minimum), bound(exclusiveMinimum, step)];
  const most = [bound(maximum), bound(exclusiveMaximum, -step)];
  const known = (values: readonly (number | undefined)[]) =>
    values.filter((value) => value !== undefined);
  const [low, high] = [known(least), known(most)];
  return {
    ...(low.length > 0 ? { least: Math.max(...low) } : {}),
    ...(high.length > 0 ? { most: Math.min(...high) } : {}),
  };
}

function bound(value: unknown, step = 0): number | undefined {
  if (typeof value !== "number" || Math.abs(value) >= noBound) return undefined;
  return value + step;
}

function stringRule(schema: Json, context: TypeContext): string {
  const { json, widened } = context;
  const format = json.format(schema.format);
  if (format === undefined)
    return json.string(countOf(schema, "Length", context));
  for (const key of ["minLength", "maxLength"])
    if (schema[key] !== undefined) widened.add(key);
  return format;
}

function arrayRule(schema: Json, context: TypeContext): string {
  const { json, widened, value } = context;
  const { items, prefixItems } = schema;
  const count = countOf(schema, "Items", context);
  if (!Array.isArray(prefixItems)) {
    if (items === false) return json.array("", { most: 0 });
    return json.array(value(items ?? true), count);
  }
  // All of the first ones are written, and none after them: no bound needs more signs than that.
  const { least = 0, most = prefixItems.length } = count;
  if (least > prefixItems.length) widened.add("minItems");
  const rules = prefixItems.slice(0, most).map(value);
  return json.gbnf.rule(`"[" ${rules.join(` ${json.comma} `)} "]"`);
}

function objectRule(
  schema: Json,
  context: TypeContext,
  notation: ObjectNotation,
): string {
  const { json, widened } = context;
  const { properties = {}, additionalProperties: others = true } = schema;
  if (!isJson(properties)) throw new SchemaRefusal("properties");
  const required = Array.isArray(schema.required) ? schema.required : [];
  const isListing = schema.properties !== undefined || required.length > 0;
  if (!isListing && others !== false)
    return notation.map(others, countOf(schema, "Properties", context));
  const unlisted = required.filter(
    (name) => !Object.hasOwn(properties, String(name)),
  );
  if (unlisted.length > 0 && others === false)
    throw new SchemaRefusal("required");
  const entries = [
    ...Object.entries(properties),
    ...unlisted.map((name) => [String(name), others] as const),
  ];
  const fields = json.ordered(entries).flatMap(([name, own]) => {
    const isRequired = required.includes(name);
    if (own === false && isRequired) throw new SchemaRefusal("required");
    if (own === false) return [];
    const rule = json.gbnf.rule(notation.field(name, own));
    return [{ rule, isRequired }];
  });
  const { minProperties, maxProperties } = schema;
  if (Number(minProperties) > required.length) widened.add("minProperties");
  if (Number(maxProperties) < fields.length) widened.add("maxProperties");
  return json.gbnf.rule(notation.object(fields));
}

/** Throws SchemaRefusal. */
export function countOf(
  schema: Json,
  of: "Length" | "Items" | "Properties",
  { widened }: TypeContext,
): Count {
  const read = (key: string): number | undefined => {
    const value = schema[key];
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
      throw new SchemaRefusal(key);
    if (value <= maxCount) return value;
    widened.add(key);
    return undefined;
  };
  const [least, most] = [read(`min${of}`), read(`max${of}`)];
  if ((least ?? 0) > (most ?? Infinity)) throw new SchemaRefusal(`min${of}`);
  return {
    ...(least === undefined ? {} : { least }),
    ...(most === undefined ? {} : { most }),
  };
}
