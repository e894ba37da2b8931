import { exactJson, isExactNumber, TooManyExactNumbers } from "./exact-json.ts";

const nothing: readonly unknown[] = [];

/** A JSON object whose fields nobody has checked yet. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A string with something in it: upstreams send `""` where they mean "absent". */
export function filledString(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function objectOf(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : nothing;
}

/** A count of tokens; anything else than a whole number from 0 is not one. */
export function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0
    ? Number(value)
    : undefined;
}

/** The nearest double of a number that was read exactly. */
export function numberOf(value: unknown): number | undefined {
  if (isExactNumber(value)) return value();
  return typeof value === "number" ? value : undefined;
}

/**
 * What a text says, its numbers as exact as they are written, or as near as a double comes where very many are
 * longer; undefined where it is no JSON.
 */
export function parseJson(text: string): unknown {
  try {
    return exactJson(text);
  } catch (error) {
    return error instanceof TooManyExactNumbers
      ? parseRounded(text)
      : undefined;
  }
}

/** The same with each number as the nearest double, for what is reckoned with and not passed on. */
export function parseRounded(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A frame's data, parsed once whoever asks; undefined where it is no JSON. */
export function jsonOf(frame: {
  readonly data: string;
  readonly json?: unknown;
}): unknown {
  return frame.json ?? parseJson(frame.data);
}

/** The one name that an assignment takes for something else than a field, and that zod leaves out. */
export const oddName = "__proto__";

/** Writes fields into an object, whatever they are called. */
export function addFields<T extends object>(to: T, fields: JsonObject): T {
  return Object.hasOwn(fields, oddName)
    ? Object.defineProperties(to, Object.getOwnPropertyDescriptors(fields))
    : Object.assign(to, fields);
}

/** The same object without its undefined fields: JSON has no such value. */
export function defined<T extends object>(
  object: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  const all = object as JsonObject;
  const kept: JsonObject = {};
  // A list of the names would cost more than the rest.
  for (const name in all)
    if (name === oddName) addFields(kept, { [name]: all[name] });
    else if (all[name] !== undefined) kept[name] = all[name];
  return kept as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** The same object without what is absent: callers also say so with `null`. */
export function present(object: object): JsonObject {
  const there: JsonObject = { ...object };
  for (const name of Object.keys(there))
    if (there[name] === null || there[name] === undefined) delete there[name];
  return there;
}

/** What is present of an object beside its known fields. */
export function unknownFields(
  object: JsonObject,
  known: ReadonlySet<string>,
): JsonObject {
  const names = Object.keys(object).filter((name) => !known.has(name));
  if (names.length === 0) return {};
  return present(Object.fromEntries(names.map((name) => [name, object[name]])));
}

/** `{extra}` when there is something to keep, else nothing, for spreading. */
export function extraOf(fields: JsonObject): { extra?: JsonObject } {
  return Object.keys(fields).length === 0 ? {} : { extra: fields };
}
