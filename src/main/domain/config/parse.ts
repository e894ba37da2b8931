import type { z } from "zod";
import { AppError } from "#shared/errors/app-error.ts";
import { demandOf } from "./demand.ts";
import { findCircle } from "../aliases/find-circle.ts";
import { whyUnreachable } from "../aliases/unreachable.ts";
import { routerId } from "../routing/router-id.ts";
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
  checkInstances(result.data);
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

function checkInstances({ instances }: AppConfig): void {
  const index = instances.findIndex(({ id }) => id === routerId);
  const path = `instances[${index}].id`;
  if (index >= 0)
    throw invalid(
      path,
      `${path} in the config file must not be "${routerId}", which is reserved for the automatic router.`,
    );
}

/** An alias may lead to another one, but never back to itself, and a call must be able to name it. */
function checkAliases({ aliases, instances }: AppConfig): void {
  const targets = new Map(aliases.map((it) => [it.id, it.targets]));
  const ids = instances.map(({ id }) => id);
  for (const [index, { id }] of aliases.entries()) {
    const path = `aliases[${index}]`;
    const why = whyUnreachable(id, ids);
    if (why !== undefined)
      throw invalid(
        `${path}.id`,
        `${path}.id in the config file can never be reached: ${why}.`,
      );
    const circle = findCircle(id, targets);
    if (circle !== undefined)
      throw invalid(
        `${path}.targets`,
        `${path}.targets in the config file is a circle: ${circle}.`,
      );
  }
}
