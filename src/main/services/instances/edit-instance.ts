import { AppError } from "#shared/errors/app-error.ts";
import {
  isRemoteKind,
  speaksChat,
  type InstanceKind,
} from "#shared/models/instance.ts";
import type {
  InstanceChanges,
  InstanceSettingsView,
} from "#shared/models/instance-settings.ts";
import { defaultAddress } from "#main/domain/catalog/default-address.ts";
import { defaultsOf } from "#main/domain/instances/instance-defaults.ts";
import type {
  Instance,
  InstanceEdits,
} from "#main/domain/instances/instance.ts";
import { allowsModel } from "#main/domain/policy/allows-model.ts";
import type { KeyValueStore } from "#main/ports/stores.ts";
import type { Registry } from "../registry/registry.ts";
import { badAddress, checkedAddress } from "./checked-address.ts";
import type { InstanceDirectory } from "./directory.ts";
import { readEdits, writeEdits } from "./edits.ts";
import { fixed } from "./fixed.ts";
import { maskKey } from "./keys.ts";

export interface EditDependencies {
  readonly directory: InstanceDirectory;
  readonly registry: Pick<Registry, "list" | "forget">;
  readonly values: KeyValueStore;
}

/** Which of an instance's models a list of patterns would let through. */
export interface Admitted {
  readonly total: number;
  readonly admitted: number;
  /** How many each pattern matches by itself. */
  readonly byPattern: number[];
  /** Some of those that would be let through. */
  readonly examples: string[];
}

const mostExamples = 5;
const remoteOnly: readonly string[] = [
  "baseUrl",
  "cloud",
  "headers",
  "timeouts",
  "retry",
  "prices",
];
const chatOnly: readonly string[] = ["speaks"];
const ollamaOnly: readonly string[] = ["keepAlive", "contextSize"];

export function settingsOf(instance: Instance): InstanceSettingsView {
  const { explicit, headers, locked } = instance;
  const { headers: _, ...settings } = explicit;
  return {
    settings: { ...settings, name: instance.name },
    headers: Object.entries(headers).map(([name, value]) => ({
      name,
      masked: maskKey(value),
    })),
    defaults: defaultsOf(instance),
    locked: [...locked],
  };
}

/** Which models the patterns would admit, of those that the instance listed last. */
export function admittedBy(
  instance: Instance,
  allow: readonly string[],
  registry: Pick<Registry, "list">,
): Admitted {
  const ids = (registry.list(instance.id)?.models ?? []).map(({ id }) => id);
  const passing = (patterns: readonly string[]): readonly string[] =>
    ids.filter((id) => allowsModel(instance.id, patterns, id));
  const admitted = allow.length === 0 ? ids : passing(allow);
  return {
    total: ids.length,
    admitted: admitted.length,
    byPattern: allow.map((pattern) => passing([pattern]).length),
    examples: admitted.slice(0, mostExamples),
  };
}

/**
 * Keeps what a person changed. Throws `conflict` for a field that the config file fixes,
 * `invalid-request` with the field's name in `data.parameter` for one that makes no sense.
 */
export function editInstance(
  id: string,
  changes: InstanceChanges,
  dependencies: EditDependencies,
): void {
  const { directory, registry, values } = dependencies;
  const instance = directory.get(id);
  const changed = Object.entries(changes).flatMap(([field, value]) =>
    value === undefined ? [] : [field],
  );
  for (const field of changed) refuseField(instance, field);
  const { name } = changes;
  if (name !== undefined) refuseTakenName(instance, name, directory);
  const before = readEdits(values, id);
  writeEdits(values, id, applied(instance, before, changes));
  // Another address may offer other models: what was listed there must not be shown for here.
  const { baseUrl } = instance;
  directory.reload();
  if (directory.get(id).baseUrl !== baseUrl) registry.forget(id);
}

function refuseField({ id, kind, locked }: Instance, field: string): void {
  if (locked.includes(field)) throw fixed(id, field);
  if (!takes(kind, field))
    throw new AppError("invalid-request", {
      message: `${field} means nothing to an instance of kind ${kind}.`,
      data: { instance: id, parameter: field },
    });
}

function takes(kind: InstanceKind, field: string): boolean {
  if (ollamaOnly.includes(field)) return kind === "ollama";
  if (chatOnly.includes(field)) return speaksChat(kind);
  return isRemoteKind(kind) || !remoteOnly.includes(field);
}

function refuseTakenName(
  { id }: Instance,
  name: string,
  directory: InstanceDirectory,
): void {
  const others = directory.list().filter((other) => other.id !== id);
  if (others.some((other) => other.name === name))
    throw new AppError("invalid-request", {
      message: `There is another provider of the name ${name}.`,
      data: { instance: id, parameter: "name" },
    });
}

function applied(
  instance: Instance,
  before: InstanceEdits,
  changes: InstanceChanges,
): InstanceEdits {
  const { baseUrl, headers, ...plain } = changes;
  const edits: Record<string, unknown> = { ...before };
  for (const [field, value] of Object.entries(plain)) {
    if (value === null) delete edits[field];
    else if (value !== undefined) edits[field] = value;
  }
  if (baseUrl !== undefined) edits["baseUrl"] = addressFor(instance, baseUrl);
  if (headers !== undefined) edits["headers"] = merged(instance, headers);
  return edits as InstanceEdits;
}

/** An empty address is the kind's own, whatever was given when the instance was added. */
function addressFor({ kind }: Instance, baseUrl: string | null): string {
  if (baseUrl !== null && baseUrl !== "") return checkedAddress(baseUrl);
  const own = defaultAddress(kind);
  if (own === undefined) throw badAddress("An endpoint needs its address.");
  return own;
}

function merged(
  { headers }: Instance,
  wanted: NonNullable<InstanceChanges["headers"]>,
): Record<string, string> {
  const known = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const entries = wanted.map(({ name, value }, index) => {
    const kept = value ?? known.get(name.toLowerCase());
    if (kept === undefined)
      throw new AppError("invalid-request", {
        message: `The header ${name} needs a value.`,
        data: { parameter: `headers[${index}].value` },
      });
    return [name, kept] as const;
  });
  return Object.fromEntries(entries);
}
