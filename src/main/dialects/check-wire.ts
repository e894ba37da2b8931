import { z } from "zod";
import { AppError } from "#shared/errors/app-error.ts";
import { isExactNumber } from "./exact-json.ts";
import {
  addFields,
  isObject,
  numberOf,
  oddName,
  type JsonObject,
} from "./json.ts";

type Issue = z.core.$ZodIssue;

/** An object of the caller's own, which stays as it is: zod's records lose names, and take some objects for none. */
export const ownObject = z.custom<JsonObject>(
  isObject,
  "Invalid input: expected object",
);

/** Checks a caller's value; throws `invalid-request` naming the deepest parameter that is wrong. */
export function checkWire<T>(
  schema: z.ZodType<T>,
  value: unknown,
  root = "",
): T {
  const result = schema.safeParse(value);
  if (result.success) {
    keepOddName(value, result.data);
    return result.data;
  }
  const rounded = roundedAt(value, result.error.issues);
  if (rounded !== undefined) return checkWire(schema, rounded, root);
  const first = result.error.issues[0];
  if (!first) throw invalidRequest(root, "is not valid");
  const { path, message } = deepest(first);
  throw invalidRequest(parameterName(root, path), message);
}

/** Puts fields of the name that zod leaves out back into every object that it wrote anew: callers may call an argument so. */
function keepOddName(value: unknown, checked: unknown): void {
  if (value === checked) return;
  if (Array.isArray(value) && Array.isArray(checked))
    value.forEach((inner, i) => keepOddName(inner, checked[i]));
  else if (isObject(value) && isObject(checked)) {
    // A list of the names would cost more than the rest.
    for (const name in checked) keepOddName(value[name], checked[name]);
    if (Object.hasOwn(value, oddName))
      addFields(checked, { [oddName]: value[oddName] });
  }
}

/** The value with its exact numbers as doubles where an issue says that one is wanted; undefined where none is. */
function roundedAt(value: unknown, issues: readonly Issue[]): unknown {
  const places = issues
    .flatMap((issue) => pathsOf(issue))
    .filter((path) => isExactNumber(path.reduce(inside, value)));
  if (places.length === 0) return undefined;
  const whole: { value: unknown } = { value: copied(value) };
  for (const place of places) {
    const path = ["value", ...place];
    const holder = path.slice(0, -1).reduce(inside, whole) as JsonObject;
    holder[String(path.at(-1))] = numberOf(path.reduce(inside, whole));
  }
  return whole.value;
}

function pathsOf(issue: Issue): readonly (readonly PropertyKey[])[] {
  if (issue.code !== "invalid_union") return [issue.path];
  const inner = issue.errors.flat().flatMap(pathsOf);
  return [issue.path, ...inner.map((path) => [...issue.path, ...path])];
}

function inside(value: unknown, key: PropertyKey): unknown {
  return (value as JsonObject | null | undefined)?.[String(key)];
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, copied(inner)]),
  );
}

/** The error that names one parameter of a caller's request. */
export function invalidRequest(parameter: string, problem: string): AppError {
  const name = parameter === "" ? "The request body" : `\`${parameter}\``;
  return new AppError("invalid-request", {
    message: `${name}: ${problem}.`,
    data: parameter === "" ? {} : { parameter },
  });
}

/** The error for something that the target's dialect cannot say. */
export function unsupported(parameter: string, problem: string): AppError {
  return new AppError("unsupported-parameter", {
    message: `\`${parameter}\`: ${problem}.`,
    data: { parameter },
  });
}

function deepest(issue: Issue): { path: PropertyKey[]; message: string } {
  const own = { path: issue.path.slice(), message: issue.message };
  if (issue.code === "unrecognized_keys")
    return { path: [...own.path, issue.keys[0] ?? ""], message: "is unknown" };
  if (issue.code !== "invalid_union") return own;
  const inner = issue.errors
    .flatMap((issues) => issues.slice(0, 1))
    .map(deepest)
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  if (!inner || inner.path.length === 0)
    return { path: own.path, message: "has the wrong type" };
  return { path: [...own.path, ...inner.path], message: inner.message };
}

function parameterName(root: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === "number") return `${name}[${key}]`;
    return name === "" ? String(key) : `${name}.${String(key)}`;
  }, root);
}
