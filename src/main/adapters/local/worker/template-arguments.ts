import { isObject } from "#main/dialects/json.ts";
import { textWithin } from "../value-notation.ts";
import type { NativeCalls } from "./call-syntax.ts";
import type { GuardedText } from "./guarded-text.ts";

/** A call's arguments as its template takes them. */
export function templateArguments(
  text: string,
  guarded: GuardedText,
  calls?: NativeCalls,
): unknown {
  if (calls?.argumentsAs === "text") return guarded.json(text);
  const value = JSON.parse(text) as unknown;
  const { notation } = calls ?? {};
  if (!notation || !isObject(value)) return guarded.json(value);
  const { isPython, quote } = notation;
  // Python's values have JSON within, which knows null.
  const whole = isPython ? withoutNulls(value, 1) : withoutNulls(value);
  const fields = Object.entries(whole).map(([name, own]) => {
    const isText = typeof own === "string";
    // Not every template escapes what stands in its quotes, so none is given anything to escape.
    const escaped =
      isText && guarded.value(own, textWithin(quote, own)).content;
    return [name, isText ? escaped : own];
  });
  return guarded.json(Object.fromEntries(fields));
}

/** Where a template writes no JSON, it has no word for null: fields that are null are left out. */
function withoutNulls(
  object: Readonly<Record<string, unknown>>,
  depth = Infinity,
): Readonly<Record<string, unknown>> {
  const deeper = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(deeper);
    const isWithin = isObject(value) && depth > 1;
    return isWithin ? withoutNulls(value, depth - 1) : value;
  };
  const fields = Object.entries(object)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, deeper(value)] as const);
  return Object.fromEntries(fields);
}
