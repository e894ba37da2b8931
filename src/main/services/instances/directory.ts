import { AppError } from "#shared/errors/app-error.ts";
import type { ConfigInstance } from "#main/domain/config/schema.ts";
import type { Instance } from "#main/domain/instances/instance.ts";
import { mergeInstances } from "#main/domain/instances/merge-instances.ts";
import type { ChatProvider } from "#main/ports/chat-provider.ts";
import type { KeyValueStore, Store } from "#main/ports/stores.ts";
import type { TargetDirectory } from "../chat/call-provider.ts";
import { readEdits } from "./edits.ts";
import { readKey, type KeySources } from "./keys.ts";

/** What may change while a provider lives, so that it is asked for anew with each call. */
export interface CurrentFacts {
  /** Throws `secret-missing`. */
  key(): string | undefined;
  files(): Instance["files"];
  loading(): Instance["loading"];
}

export type ProviderFactory = (
  instance: Instance,
  current: CurrentFacts,
) => ChatProvider;

export interface DirectoryDependencies {
  readonly store: Pick<
    Store,
    "instances" | "localModels" | "values" | "secrets"
  >;
  readonly config: readonly ConfigInstance[];
  readonly environment: KeySources["environment"];
  readonly demo: boolean;
  readonly createProvider: ProviderFactory;
}

/** All configured instances and their providers. Reads the sources again after `reload`. */
export interface InstanceDirectory extends TargetDirectory {
  list(): readonly Instance[];
  /** Throws `not-found`. */
  get(id: string): Instance;
  find(id: string): Instance | undefined;
  /** After anything changed: providers of instances that changed are closed and made anew on demand. */
  reload(): void;
  dispose(): Promise<void>;
}

export const switchedOffKey = "switched-off-instances";

export function createInstanceDirectory(
  dependencies: DirectoryDependencies,
): InstanceDirectory {
  const { store, environment, createProvider } = dependencies;
  const sources: KeySources = { secrets: store.secrets, environment };
  const providers = new Map<
    string,
    { readonly made: string; readonly provider: ChatProvider }
  >();
  let instances = read(dependencies);

  function closeChanged(): readonly Promise<void>[] {
    const closing: Promise<void>[] = [];
    for (const [id, { made, provider }] of providers) {
      const instance = instances.get(id);
      if (instance !== undefined && fingerprint(instance) === made) continue;
      providers.delete(id);
      // What was only edited lets its replies come to their end.
      if (instance !== undefined && provider.retire) provider.retire();
      else closing.push(provider.dispose());
    }
    return closing;
  }

  return {
    list: () => [...instances.values()],
    find: (id) => instances.get(id),
    get(id) {
      const instance = instances.get(id);
      if (instance === undefined) throw notFound(id);
      return instance;
    },
    facts(id) {
      const instance = instances.get(id);
      if (instance === undefined || !instance.enabled) return undefined;
      const { allow, maxAttempts, limits } = instance;
      return { maxAttempts, limits, ...(allow === undefined ? {} : { allow }) };
    },
    provider(id) {
      const instance = instances.get(id);
      if (instance === undefined) throw notFound(id);
      const known = providers.get(id);
      if (known !== undefined) return known.provider;
      const provider = createProvider(instance, {
        key: () => readKey(instance, sources),
        files: () => instances.get(id)?.files ?? [],
        loading: () => instances.get(id)?.loading ?? {},
      });
      providers.set(id, { made: fingerprint(instance), provider });
      return provider;
    },
    reload() {
      instances = read(dependencies);
      void Promise.allSettled(closeChanged());
    },
    async dispose() {
      instances = new Map();
      await Promise.allSettled(closeChanged());
    },
  };
}

function read(
  dependencies: DirectoryDependencies,
): ReadonlyMap<string, Instance> {
  const { store, config, demo } = dependencies;
  const merged = mergeInstances({
    config,
    demo,
    stored: store.instances.list(),
    files: store.localModels.list(),
    switchedOff: readSwitchedOff(store.values),
    editsOf: (id) => readEdits(store.values, id),
  });
  return new Map(merged.map((instance) => [instance.id, instance]));
}

export function readSwitchedOff(values: KeyValueStore): readonly string[] {
  const stored = values.get(switchedOffKey);
  return Array.isArray(stored)
    ? stored.filter((id) => typeof id === "string")
    : [];
}

/** What a provider is made of; names and switches do not matter to it. */
function fingerprint(instance: Instance): string {
  const { kind, baseUrl, headers, timeouts, speaks, key } = instance;
  return JSON.stringify([kind, baseUrl, headers, timeouts, speaks, key]);
}

function notFound(id: string): AppError {
  return new AppError("not-found", {
    message: `There is no instance "${id}".`,
    data: { instance: id },
  });
}
