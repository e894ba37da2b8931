import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import type { InstanceView } from "#shared/models/instance.ts";
import { providerRows } from "#main/domain/catalog/providers.ts";
import type { Instance } from "#main/domain/instances/instance.ts";
import {
  demoInstanceId,
  localInstanceId,
} from "#main/domain/instances/merge-instances.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Store, StoredInstance } from "#main/ports/stores.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { Registry } from "../registry/registry.ts";
import {
  readSwitchedOff,
  switchedOffKey,
  type InstanceDirectory,
} from "./directory.ts";
import { describeKey, type KeySources } from "./keys.ts";
import { createRemovals } from "./removals.ts";

export interface NewInstance {
  readonly kind: "openrouter" | "openai";
  readonly name: string;
  readonly baseUrl?: string | undefined;
  readonly key?: string | undefined;
}

export type ConnectionTest =
  | {
      readonly ok: true;
      readonly modelCount: number;
      readonly latencyMs: number;
    }
  | { readonly ok: false; readonly error: ErrorJson };

/** What a person does with instances in the app. */
export interface InstanceService {
  views(): InstanceView[];
  add(added: NewInstance): InstanceView;
  test(id: string): Promise<ConnectionTest>;
  setKey(id: string, key: string): InstanceView;
  setEnabled(id: string, enabled: boolean): InstanceView;
  remove(id: string): void;
  restore(id: string): InstanceView;
  /** Its models are listed when this resolves; they need no network. */
  enableDemo(): Promise<InstanceView>;
}

export interface InstanceServiceDependencies {
  readonly directory: InstanceDirectory;
  readonly registry: Registry;
  readonly store: Pick<Store, "instances" | "values" | "secrets">;
  readonly environment: KeySources["environment"];
  readonly clock: Clock;
  readonly announcements: Announcements;
}

export function createInstanceService(
  dependencies: InstanceServiceDependencies,
): InstanceService {
  const { directory, registry, store, clock, announcements } = dependencies;
  const sources: KeySources = {
    secrets: store.secrets,
    environment: dependencies.environment,
  };
  const removals = createRemovals({ ...store, clock });

  function changed(id: string): InstanceView {
    directory.reload();
    announcements.announce("instances");
    announcements.announce("models");
    return view(directory.get(id));
  }

  /** The list of what was just connected comes by itself. */
  function changedAndListed(id: string): InstanceView {
    const shown = changed(id);
    void registry.refresh(id);
    return shown;
  }

  function view(instance: Instance): InstanceView {
    const { id, kind, name, baseUrl, enabled, local, locked } = instance;
    const list = registry.list(id);
    const lastError = registry.lastError(id);
    return {
      id,
      kind,
      name,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      enabled,
      local,
      key: describeKey(instance, sources),
      locked: [...locked],
      modelCount: list?.models.length ?? 0,
      ...(list === undefined ? {} : { refreshedAt: list.refreshedAt }),
      ...(lastError === undefined ? {} : { lastError }),
    };
  }

  function storeRow(instance: Omit<StoredInstance, "createdAt">): void {
    const createdAt = new Date(clock.now()).toISOString();
    store.instances.put({ ...instance, createdAt });
  }

  return {
    views: () => directory.list().map(view),
    add(added) {
      const baseUrl = checkedAddress(added);
      const taken = [
        ...directory.list().map((instance) => instance.id),
        ...removals.ids(),
      ];
      const id = freeId(added, baseUrl, taken);
      storeRow({
        id,
        kind: added.kind,
        name: freeName(added.name, directory.list()),
        enabled: true,
        ...(baseUrl === undefined ? {} : { baseUrl }),
      });
      if (added.key !== undefined)
        store.secrets.set(`instance:${id}`, added.key);
      return changedAndListed(id);
    },
    async test(id) {
      directory.get(id);
      const startedAt = clock.monotonic();
      try {
        const models = await registry.probe(id);
        const latencyMs = clock.monotonic() - startedAt;
        return { ok: true, modelCount: models.length, latencyMs };
      } catch (cause) {
        return { ok: false, error: AppError.from(cause).toJSON() };
      }
    },
    setKey(id, key) {
      const instance = directory.get(id);
      if (instance.key.type !== "stored") throw fixed(instance, "apiKey");
      store.secrets.set(instance.key.secret, key);
      return changedAndListed(id);
    },
    setEnabled(id, enabled) {
      const instance = directory.get(id);
      if (instance.locked.includes("enabled")) throw fixed(instance, "enabled");
      const row = store.instances.list().find((it) => it.id === id);
      if (row !== undefined) store.instances.put({ ...row, enabled });
      else switchOutsideStore(store, id, enabled);
      return enabled ? changedAndListed(id) : changed(id);
    },
    remove(id) {
      const instance = directory.get(id);
      const row = store.instances.list().find((it) => it.id === id);
      if (row === undefined || instance.locked.length > 0)
        throw irremovable(instance);
      removals.remove(row);
      directory.reload();
      registry.forget(id);
      announcements.announce("instances");
    },
    restore(id) {
      removals.restore(id);
      return changedAndListed(id);
    },
    async enableDemo() {
      const demo = directory.find(demoInstanceId);
      if (demo === undefined)
        storeRow({
          id: demoInstanceId,
          kind: "demo",
          name: "Demo (simulated)",
          enabled: true,
        });
      else if (!demo.enabled) this.setEnabled(demoInstanceId, true);
      directory.reload();
      await registry.refresh(demoInstanceId);
      return changed(demoInstanceId);
    },
  };
}

function switchOutsideStore(
  store: Pick<Store, "values">,
  id: string,
  enabled: boolean,
): void {
  const others = readSwitchedOff(store.values).filter((it) => it !== id);
  store.values.set(switchedOffKey, enabled ? others : [...others, id]);
}

/** The address without a trailing slash; keys in it would end up in logs, so they are refused. */
function checkedAddress(added: NewInstance): string | undefined {
  if (added.baseUrl === undefined) {
    if (added.kind === "openrouter") return undefined;
    throw badAddress("An endpoint needs its address.");
  }
  const url = new URL(added.baseUrl);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw badAddress("The address must begin with http:// or https://.");
  if (url.username !== "" || url.password !== "")
    throw badAddress("The address must not hold a user name or a password.");
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
}

function badAddress(message: string): AppError {
  return new AppError("invalid-request", {
    message,
    data: { parameter: "baseUrl" },
  });
}

/** The known provider's id, else one made of the name, with a number where it is taken. */
function freeId(
  added: NewInstance,
  baseUrl: string | undefined,
  taken: readonly string[],
): string {
  const row = providerRows.find((it) => it.baseUrl === baseUrl);
  const known = added.kind === "openrouter" ? "openrouter" : row?.id;
  const slug = added.name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  const wanted = known ?? (slug === "" ? "endpoint" : slug);
  const occupied = new Set<string>([...taken, localInstanceId, demoInstanceId]);
  if (!occupied.has(wanted)) return wanted;
  for (let number = 2; ; number += 1)
    if (!occupied.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}

function freeName(wanted: string, instances: readonly Instance[]): string {
  const taken = new Set(instances.map((instance) => instance.name));
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number += 1)
    if (!taken.has(`${wanted} ${number}`)) return `${wanted} ${number}`;
}

function fixed(instance: Instance, field: string): AppError {
  return new AppError("conflict", {
    message: `The config file fixes ${field} of ${instance.id}.`,
    data: { instance: instance.id, parameter: field },
  });
}

function irremovable(instance: Instance): AppError {
  const why =
    instance.locked.length > 0
      ? "stands in the config file; remove it there"
      : "belongs to this run of the program; switch it off instead";
  return new AppError("conflict", {
    message: `${instance.name} ${why}.`,
    data: { instance: instance.id },
  });
}
