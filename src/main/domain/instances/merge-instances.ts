import type { InstanceId } from "#shared/models/ids.ts";
import type { InstanceKind } from "#shared/models/instance.ts";
import { defaultAddress } from "../catalog/default-address.ts";
import { isLoopbackHost, isPrivateHost } from "../catalog/private-host.ts";
import type { ConfigInstance, KeySource } from "../config/schema.ts";
import type { Instance, InstanceKey, LocalModelFile } from "./instance.ts";

/** Ids that the program itself gives. */
export const localInstanceId = "local" as InstanceId;
export const demoInstanceId = "demo" as InstanceId;

const defaultAttempts = 3;

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
}

/** Every instance there is: the config file's lie over the stored ones of the same id. */
export function mergeInstances(sources: InstanceSources): readonly Instance[] {
  const { config, stored, files, switchedOff, demo } = sources;
  const rows = new Map(stored.map((row) => [row.id, row]));
  const merged = config.map((entry) => {
    const row = rows.get(entry.id);
    rows.delete(entry.id);
    return fromConfig(entry, { row, files, switchedOff });
  });
  for (const row of rows.values()) merged.push(fromStore(row));
  const has = (id: InstanceId): boolean => merged.some((it) => it.id === id);
  const isOn = (id: InstanceId): boolean => !switchedOff.includes(id);
  if (files.length > 0 && !has(localInstanceId))
    merged.push({
      ...base({ id: localInstanceId, kind: "llamacpp", name: "This computer" }),
      enabled: isOn(localInstanceId),
      files,
    });
  if (demo && !has(demoInstanceId))
    merged.push({
      ...base({ id: demoInstanceId, kind: "demo", name: "Demo (simulated)" }),
      enabled: isOn(demoInstanceId),
    });
  return merged;
}

interface ConfigContext {
  readonly row: StoredRow | undefined;
  readonly files: readonly LocalModelFile[];
  readonly switchedOff: readonly string[];
}

function fromConfig(entry: ConfigInstance, context: ConfigContext): Instance {
  const { row, files, switchedOff } = context;
  const baseUrl = "baseUrl" in entry ? entry.baseUrl : undefined;
  const source = "apiKey" in entry ? entry.apiKey : undefined;
  const own = "models" in entry ? entry.models.map(toFile) : [];
  const shared = entry.id === localInstanceId ? files : [];
  const isOn = row?.enabled ?? !switchedOff.includes(entry.id);
  const defaults = base({
    id: entry.id,
    kind: entry.kind,
    name: entry.name ?? row?.name ?? entry.id,
    ...optional("baseUrl", baseUrl ?? row?.baseUrl),
  });
  const risk = entry.risk ?? "medium";
  return {
    ...defaults,
    enabled: entry.enabled ?? isOn,
    // A loopback address may be a relay to the cloud; who configures it knows.
    local: defaults.local && entry.cloud !== true,
    cloud: entry.cloud ?? defaults.cloud,
    risk,
    lan: entry.lan ?? risk !== "high",
    key: source === undefined ? defaults.key : keyFrom(source),
    ...optional("allow", entry.allow),
    headers: entry.headers ?? {},
    timeouts: present(entry.timeouts ?? {}),
    maxAttempts: entry.retry?.maxAttempts ?? defaultAttempts,
    limits: present(entry.limits ?? {}),
    files: [
      ...own,
      ...shared.filter((file) => !own.some((it) => it.id === file.id)),
    ],
    locked: Object.keys(entry),
    stored: row !== undefined,
  };
}

function fromStore(row: StoredRow): Instance {
  const { id, kind, name, baseUrl, enabled } = row;
  return {
    ...base({
      id: id as InstanceId,
      kind,
      name,
      ...optional("baseUrl", baseUrl),
    }),
    enabled,
    stored: true,
  };
}

function base(
  row: Pick<Instance, "id" | "kind" | "name" | "baseUrl">,
): Instance {
  const onMachine = row.kind === "llamacpp" || row.kind === "demo";
  const address = row.baseUrl ?? defaultAddress(row.kind);
  const host = address === undefined ? undefined : new URL(address).hostname;
  return {
    ...row,
    enabled: true,
    local: onMachine || (host !== undefined && isLoopbackHost(host)),
    simulated: row.kind === "demo",
    cloud: !onMachine && (host === undefined || !isPrivateHost(host)),
    risk: "medium",
    lan: true,
    key: { type: "stored", secret: `instance:${row.id}` },
    headers: {},
    timeouts: {},
    maxAttempts: defaultAttempts,
    limits: {},
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
