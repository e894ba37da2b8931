import type { z } from "zod";
import { AppError } from "#shared/errors/app-error.ts";
import { demandOf } from "./demand.ts";
import { findCircle } from "../aliases/find-circle.ts";
import { configSchema, type AppConfig } from "./schema.ts";

/**
 * Checks a config file's JSON value. Throws `config-invalid` whose one sentence names the path of
 * the first thing that is wrong; `data.path` is that path (`instances[0].apikey`).
 */
export function parseConfig(value: unknown): AppConfig {
  const result = configSchema.safeParse(value, { reportInput: true });
  if (!result.success) throw invalid(...describe(result.error.issues[0]));
  checkUnique(result.data.instances, "instances");
  checkUnique(result.data.aliases, "aliases");
  checkAliases(result.data);
  return result.data;
}

function invalid(path: string, sentence: string): AppError {
  return new AppError("config-invalid", { message: sentence, data: { path } });
}

/** `["instances", 0, "apiKey"]` as `instances[0].apiKey`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? String(step) : `.${String(step)}`;
  }
  return text;
}

function describe(issue: z.core.$ZodIssue | undefined): [string, string] {
  if (issue === undefined) return ["", "The config file is not valid."];
  const path = formatPath(issue.path);
  const where = path === "" ? "The config file" : `${path} in the config file`;
  if (issue.code === "unrecognized_keys") {
    const unknown = formatPath([...issue.path, issue.keys[0] ?? ""]);
    return [unknown, `The config file has an unknown field: ${unknown}.`];
  }
  if (issue.code === "invalid_type" && issue.input === undefined)
    return [path, `${where} is missing.`];
  return [path, `${where} ${demandOf(issue)}.`];
}

function checkUnique(entries: readonly { id: string }[], list: string): void {
  const seen = new Set<string>();
  for (const [index, { id }] of entries.entries()) {
    const path = `${list}[${index}].id`;
    if (seen.has(id))
      throw invalid(path, `${path} in the config file repeats the id "${id}".`);
    seen.add(id);
  }
}

/** An alias may lead to another one, but never back to itself. */
function checkAliases(config: AppConfig): void {
  const targets = new Map(config.aliases.map((it) => [it.id, it.targets]));
  for (const [index, { id }] of config.aliases.entries()) {
    const circle = findCircle(id, targets);
    const path = `aliases[${index}].targets`;
    if (circle !== undefined)
      throw invalid(path, `${path} in the config file is a circle: ${circle}.`);
  }
}
