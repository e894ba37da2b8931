import type { z } from "zod";
import { remoteKindSchema } from "#shared/models/instance.ts";

/** What a value in the config file must be, as the rest of a sentence: `must be a whole number`. */
export function demandOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${types[issue.expected] ?? "of another type"}`;
    case "invalid_value":
      return `must be ${either(issue.values.map(String))}`;
    case "too_small":
      return tooLittle(issue.origin, issue.minimum);
    case "too_big":
      return tooMuch(issue.origin, issue.maximum);
    case "invalid_format":
      return issue.format === "url"
        ? "must be an address that begins with http:// or https://"
        : `must be made of ${issue.message}`;
    case "invalid_union":
      return "discriminator" in issue ? `must be ${kinds}` : issue.message;
    case "invalid_key":
      return "is not a name that a field there can have";
    case "custom":
      return `must be ${issue.message}`;
    default:
      return "is not what belongs there";
  }
}

const kinds = either([...remoteKindSchema.options, "llamacpp"]);

const types: Readonly<Partial<Record<string, string>>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function tooLittle(origin: string, minimum: number | bigint): string {
  if (origin === "string") return "must not be empty";
  if (origin === "array")
    return minimum === 1
      ? "must not be empty"
      : `must have ${minimum} entries or more`;
  return `must be ${minimum} or more`;
}

function tooMuch(origin: string, maximum: number | bigint): string {
  if (origin === "string") return `must have ${maximum} characters at most`;
  if (origin === "array") return `must have ${maximum} entries at most`;
  return `must be ${maximum} or less`;
}

/** `a, b or c` */
function either(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2
    ? last
    : `${words.slice(0, -1).join(", ")} or ${last}`;
}
