import { filledString } from "../json.ts";

/** A limit in words; undefined where it limits nothing. */
const words: Readonly<Record<string, (value: unknown) => string | undefined>> =
  {
    minLength: (least) => atLeast(least, "character"),
    maxLength: (most) => `at most ${counted(most, "character")}`,
    minItems: (least) => atLeast(least, "item"),
    maxItems: (most) => `at most ${counted(most, "item")}`,
    minProperties: (least) => atLeast(least, "field"),
    maxProperties: (most) => `at most ${counted(most, "field")}`,
    minimum: (least) => `at least ${told(least)}`,
    maximum: (most) => `at most ${told(most)}`,
    exclusiveMinimum: (bound) => `more than ${told(bound)}`,
    exclusiveMaximum: (bound) => `less than ${told(bound)}`,
    multipleOf: (step) => `a multiple of ${told(step)}`,
    uniqueItems: (isUnique) =>
      isUnique === false ? undefined : "no item twice",
    enum: (values) => `one of ${told(values)}`,
    const: (value) => `exactly ${told(value)}`,
    pattern: (pattern) => `matching the pattern ${text(pattern)}`,
    format: (format) => `in the format ${text(format)}`,
  };

/** A description with what the schema can only say in words. */
export function described(
  description: unknown,
  limits: Readonly<Record<string, unknown>>,
): string | undefined {
  const all = Object.entries(limits).flatMap(([name, value]) => {
    const said = Object.hasOwn(words, name)
      ? words[name]?.(value)
      : `${name}: ${told(value)}`;
    return said === undefined ? [] : [said];
  });
  const before = filledString(description);
  if (all.length === 0) return before;
  const [first = "", ...others] = all;
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  const limited = `${[sentence, ...others].join("; ")}.`;
  return before === undefined ? limited : `${before}\n${limited}`;
}

function atLeast(least: unknown, what: string): string | undefined {
  return least === 0 ? undefined : `at least ${counted(least, what)}`;
}

function counted(count: unknown, what: string): string {
  return `${told(count)} ${what}${count === 1 ? "" : "s"}`;
}

function told(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

function text(value: unknown): string {
  return typeof value === "string" ? value : told(value);
}
