import type { InstanceId } from "#shared/models/ids.ts";
import type { InstanceKind } from "#shared/models/instance.ts";
import type { ConfigInstance, KeySource } from "../config/schema.ts";
import { defaultAttempts } from "./instance-defaults.ts";
import type {
  Instance,
  InstanceEdits,
  InstanceKey,
  LocalModelFile,
} from "./instance.ts";
import { whereabouts } from "./whereabouts.ts";

/** Ids that the program itself gives. */
export const localInstanceId = "local" as InstanceId;
export const demoInstanceId = "demo" as InstanceId;

/** An instance as the store holds it. */
interface StoredRow {
  readonly id: string;
  readonly kind: InstanceKind;
  readonly name: string;
  readonly baseUrl?: string;
  readonly enabled: boolean;
}

export interface InstanceSources {
  readonly config: readonly ConfigInstance[];
  readonly stored: readonly StoredRow[];
  /** GGUF files that were registered in the app. */
  readonly files: readonly LocalModelFile[];
  /** Ids outside the store that a person switched off. */
  readonly switchedOff: readonly string[];
  readonly demo: boolean;
  /** What a person changed on an instance in the app. */
  readonly editsOf: (id: string) => InstanceEdits;
}

/** Every instance there is: the config file's lie over the stored ones of the same id. */
export function mergeInstances(sources: InstanceSources): readonly Instance[] {
  const { config, stored, files, switchedOff, demo, editsOf } = sources;
  const rows = new Map(stored.map((row) => [row.id, row]));
  const merged = config.map((entry) => {
    const row = rows.get(entry.id);
    rows.delete(entry.id);
    return fromConfig(entry, { row, files, switchedOff, editsOf });
  });
  for (const row of rows.values())
    merged.push({
      ...settled({ ...row, id: row.id as InstanceId }, editsOf(row.id)),
      enabled: row.enabled,
      stored: true,
    });
  const own = (id: InstanceId, kind: InstanceKind, name: string): Instance => ({
    ...settled({ id, kind, name }, editsOf(id)),
    enabled: !switchedOff.includes(id),
  });
  const has = (id: InstanceId): boolean => merged.some((it) => it.id === id);
  if (files.length > 0 && !has(localInstanceId)) {
    const local = own(localInstanceId, "llamacpp", "This computer");
    merged.push({ ...local, files });
  }
  if (demo && !has(demoInstanceId))
    merged.push(own(demoInstanceId, "demo", "Demo (simulated)"));
  return merged;
}

type ConfigContext = Pick<
  InstanceSources,
  "files" | "switchedOff" | "editsOf"
> & { readonly row: StoredRow | undefined };

function fromConfig(entry: ConfigInstance, context: ConfigContext): Instance {
  const { row, files, switchedOff, editsOf } = context;
  const source = "apiKey" in entry ? entry.apiKey : undefined;
  const own = "models" in entry ? entry.models.map(toFile) : [];
  const shared = entry.id === localInstanceId ? files : [];
  const isOn = row?.enabled ?? !switchedOff.includes(entry.id);
  const { id, kind } = entry;
  const given = row ?? { name: id };
  const base = settled(
    { ...given, id, kind },
    { ...editsOf(id), ...fixedSettings(entry) },
  );
  return {
    ...base,
    enabled: entry.enabled ?? isOn,
    key: source === undefined ? base.key : keyFrom(source),
    files: [
      ...own,
      ...shared.filter((file) => !own.some((it) => it.id === file.id)),
    ],
    locked: Object.keys(entry),
    stored: row !== undefined,
  };
}

/** What the file sets of that which the app could set as well. */
function fixedSettings(entry: ConfigInstance): InstanceEdits {
  const { id: _id, kind: _kind, enabled: _enabled, ...rest } = entry;
  const {
    apiKey: _apiKey,
    models: _models,
    ...settings
  } = {
    apiKey: undefined,
    models: undefined,
    ...rest,
  };
  return present(settings);
}

type Identity = Pick<Instance, "id" | "kind" | "name" | "baseUrl">;

/** An instance as it is used: what was set, and the defaults for the rest. */
function settled(given: Identity, explicit: InstanceEdits): Instance {
  const { id, kind } = given;
  const baseUrl = explicit.baseUrl ?? given.baseUrl;
  const place = whereabouts(kind, baseUrl);
  const risk = explicit.risk ?? "medium";
  const { contextSize, keepAlive } = explicit;
  return {
    id,
    kind,
    name: explicit.name ?? given.name,
    ...optional("baseUrl", baseUrl),
    enabled: true,
    // A loopback address may be a relay to the cloud; who configures it knows.
    local: place.local && explicit.cloud !== true,
    cloud: explicit.cloud ?? place.cloud,
    simulated: kind === "demo",
    risk,
    lan: explicit.lan ?? risk !== "high",
    key: { type: "stored", secret: `instance:${id}` },
    ...optional("allow", explicit.allow),
    headers: explicit.headers ?? {},
    timeouts: present(explicit.timeouts ?? {}),
    maxAttempts: explicit.retry?.maxAttempts ?? defaultAttempts,
    limits: present(explicit.limits ?? {}),
    ...optional("prices", explicit.prices),
    ...optional("speaks", explicit.speaks),
    loading: {
      ...optional("contextSize", contextSize),
      ...optional("keepAlive", keepAlive),
    },
    explicit,
    files: [],
    locked: [],
    stored: false,
  };
}

function keyFrom(source: KeySource): InstanceKey {
  if ("env" in source) return { type: "environment", variable: source.env };
  if ("secret" in source) return { type: "secret", secret: source.secret };
  return { type: "value", value: source.value };
}

function toFile(model: {
  id: string;
  path: string;
  contextSize?: number | undefined;
  gpuLayers?: number | undefined;
}): LocalModelFile {
  const { id, path, contextSize, gpuLayers } = model;
  return {
    id,
    path,
    ...optional("contextSize", contextSize),
    ...optional("gpuLayers", gpuLayers),
  };
}

function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value });
}

/** Without the keys whose value is undefined. */
function present<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(
    Object.entries(value).filter(([, it]) => it !== undefined),
  ) as { [Key in keyof Value]?: Exclude<Value[Key], undefined> };
}
