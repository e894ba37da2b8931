import type { z } from "zod";
import { AppError } from "#shared/errors/app-error.ts";

type Issue = z.core.$ZodIssue;

/** Checks a caller's value; throws `invalid-request` naming the deepest parameter that is wrong. */
export function checkWire<T>(
  schema: z.ZodType<T>,
  value: unknown,
  root = "",
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  if (!first) throw invalidRequest(root, "is not valid");
  const { path, message } = deepest(first);
  throw invalidRequest(parameterName(root, path), message);
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
