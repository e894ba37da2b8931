import { arrayOf, isObject, type JsonObject } from "../json.ts";

/** What says nothing about a value: of these, the first word stays. */
const annotations: ReadonlySet<string> = new Set([
  ...["title", "description", "default", "examples"],
  ...["$schema", "$id", "$anchor", "$comment"],
]);

/** What two schemas say together. What cannot be one keyword with the first one's is kept as `also`. */
export function merged(one: JsonObject, other: JsonObject): JsonObject {
  const whole: JsonObject = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const isNew = !Object.hasOwn(one, name);
    const both = isNew ? value : met(name, one[name], value);
    if (both !== undefined) whole[name] = both;
    else if (!annotations.has(name))
      whole.also = [...arrayOf(whole.also), { [name]: value }];
  }
  return whole;
}

function met(name: string, one: unknown, other: unknown): unknown {
  switch (name) {
    case "required":
      return [...new Set([...arrayOf(one), ...arrayOf(other)])];
    case "properties":
      return joined(one, other, (first, second) => ({
        allOf: [first, second],
      }));
    case "$defs":
    case "definitions":
      return joined(one, other, (first) => first);
    case "allOf":
    case "also":
      return [...arrayOf(one), ...arrayOf(other)];
    case "additionalProperties":
      return one === false || other === false ? false : one;
    default:
      return JSON.stringify(one) === JSON.stringify(other) ? one : undefined;
  }
}

function joined(
  one: unknown,
  other: unknown,
  meet: (first: unknown, second: unknown) => unknown,
): unknown {
  if (!isObject(one) || !isObject(other)) return one;
  const met = Object.entries(other).map(([name, schema]) => [
    name,
    Object.hasOwn(one, name) ? meet(one[name], schema) : schema,
  ]);
  return { ...one, ...Object.fromEntries(met) };
}
