import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import type { InstanceView, ModelProblem } from "#shared/models/instance.ts";
import type {
  InstanceChanges,
  InstanceSettingsView,
} from "#shared/models/instance-settings.ts";
import type { Instance } from "#main/domain/instances/instance.ts";
import { demoInstanceId } from "#main/domain/instances/merge-instances.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Store, StoredInstance } from "#main/ports/stores.ts";
import type { AliasTable } from "../aliases/alias-table.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { Health } from "../health/health.ts";
import type { Registry } from "../registry/registry.ts";
import {
  readSwitchedOff,
  switchedOffKey,
  type InstanceDirectory,
} from "./directory.ts";
import {
  admittedBy,
  editInstance,
  settingsOf,
  type Admitted,
} from "./edit-instance.ts";
import { fixed } from "./fixed.ts";
import type { KeySources } from "./keys.ts";
import { newInstanceRow, type NewInstance } from "./new-instance.ts";
import { createRemovals } from "./removals.ts";
import { viewInstance } from "./views.ts";

export type ConnectionTest =
  | {
      readonly ok: true;
      readonly modelCount: number;
      readonly latencyMs: number;
      readonly problems: ModelProblem[];
    }
  | { readonly ok: false; readonly error: ErrorJson };

/** What a person does with instances in the app. */
export interface InstanceService {
  views(): InstanceView[];
  add(added: NewInstance): InstanceView;
  test(id: string): Promise<ConnectionTest>;
  setKey(id: string, key: string): InstanceView;
  setEnabled(id: string, enabled: boolean): InstanceView;
  settings(id: string): InstanceSettingsView;
  /** Throws as `editInstance` does. */
  update(id: string, changes: InstanceChanges): InstanceView;
  admitted(id: string, allow: readonly string[]): Admitted;
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
  readonly health: Pick<Health, "of">;
  readonly aliases: AliasTable["current"];
}

export function createInstanceService(
  dependencies: InstanceServiceDependencies,
): InstanceService {
  const { directory, registry, store, clock } = dependencies;
  const removals = createRemovals({ ...store, clock });
  const { view, changed, changedAndListed } = createChanges(dependencies);

  return {
    views: () => directory.list().map(view),
    add(added) {
      const row = newInstanceRow(added, {
        instances: directory.list(),
        reserved: removals.ids(),
        aliases: dependencies.aliases().keys(),
      });
      putRow(row, dependencies);
      if (added.key !== undefined)
        store.secrets.set(`instance:${row.id}`, added.key);
      return changedAndListed(row.id);
    },
    test: (id) => testConnection(id, dependencies),
    setKey(id, key) {
      const instance = directory.get(id);
      if (instance.key.type !== "stored") throw fixed(id, "apiKey");
      store.secrets.set(instance.key.secret, key);
      return changedAndListed(id);
    },
    setEnabled(id, enabled) {
      const instance = directory.get(id);
      if (instance.locked.includes("enabled")) throw fixed(id, "enabled");
      switchInstance(store, id, enabled);
      return enabled ? changedAndListed(id) : changed(id);
    },
    settings: (id) => settingsOf(directory.get(id)),
    update(id, changes) {
      editInstance(id, changes, { ...dependencies, values: store.values });
      return changedAndListed(id);
    },
    admitted: (id, allow) => admittedBy(directory.get(id), allow, registry),
    remove(id) {
      removals.remove(removableRow(directory.get(id), store));
      registry.forget(id);
      changed();
    },
    restore(id) {
      removals.restore(id);
      return changedAndListed(id);
    },
    async enableDemo() {
      const demo = directory.find(demoInstanceId);
      if (demo === undefined) putRow(demoRow, dependencies);
      else if (!demo.enabled) switchInstance(store, demoInstanceId, true);
      directory.reload();
      await registry.refresh(demoInstanceId);
      return changed(demoInstanceId);
    },
  };
}

const demoRow = {
  id: demoInstanceId,
  kind: "demo",
  name: "Demo (simulated)",
  enabled: true,
} as const;

/** What follows from every change, and how the changed instance looks. */
function createChanges(dependencies: InstanceServiceDependencies) {
  const { directory, registry, store, announcements } = dependencies;
  const { environment, health } = dependencies;
  const keys: KeySources = { secrets: store.secrets, environment };
  const view = (instance: Instance): InstanceView =>
    viewInstance(instance, { registry, keys, health });

  function changed(): void;
  function changed(id: string): InstanceView;
  function changed(id?: string): InstanceView | void {
    directory.reload();
    announcements.announce("instances");
    announcements.announce("models");
    if (id !== undefined) return view(directory.get(id));
  }

  return {
    view,
    changed,
    /** The list of what was just connected comes by itself. */
    changedAndListed(id: string): InstanceView {
      const shown = changed(id);
      void registry.refresh(id);
      return shown;
    },
  };
}

async function testConnection(
  id: string,
  { directory, registry, clock }: InstanceServiceDependencies,
): Promise<ConnectionTest> {
  directory.get(id);
  const startedAt = clock.monotonic();
  try {
    const models = await registry.probe(id);
    const latencyMs = clock.monotonic() - startedAt;
    const problems = [...registry.problems(id)];
    return { ok: true, modelCount: models.length, latencyMs, problems };
  } catch (cause) {
    return { ok: false, error: AppError.from(cause).toJSON() };
  }
}

function putRow(
  row: Omit<StoredInstance, "createdAt">,
  { store, clock }: InstanceServiceDependencies,
): void {
  const createdAt = new Date(clock.now()).toISOString();
  store.instances.put({ ...row, createdAt });
}

/** In its row where it has one; what the config file or the program brings is noted apart. */
function switchInstance(
  store: Pick<Store, "values" | "instances">,
  id: string,
  enabled: boolean,
): void {
  const row = store.instances.list().find((it) => it.id === id);
  if (row !== undefined) return store.instances.put({ ...row, enabled });
  const others = readSwitchedOff(store.values).filter((it) => it !== id);
  store.values.set(switchedOffKey, enabled ? others : [...others, id]);
}

function removableRow(
  instance: Instance,
  store: Pick<Store, "instances">,
): StoredInstance {
  const row = store.instances.list().find((it) => it.id === instance.id);
  if (row !== undefined && instance.locked.length === 0) return row;
  const why =
    instance.locked.length > 0
      ? "stands in the config file; remove it there"
      : "belongs to this run of the program; switch it off instead";
  throw new AppError("conflict", {
    message: `${instance.name} ${why}.`,
    data: { instance: instance.id },
  });
}
