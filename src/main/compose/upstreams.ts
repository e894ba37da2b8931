import { BusyCalls } from "#main/adapters/http/thread/busy-calls.ts";
import { createGgufReader } from "#main/adapters/local/gguf-header.ts";
import { createLocalRuntime } from "#main/adapters/local/runtime.ts";
import { createPublishedPrices } from "#main/adapters/price-list/published-prices.ts";
import type { GgufReader, LocalRuntime } from "#main/ports/local-runtime.ts";
import {
  createConnectivity,
  type Connectivity,
} from "#main/services/health/connectivity.ts";
import {
  createInstanceDirectory,
  type InstanceDirectory,
} from "#main/services/instances/directory.ts";
import {
  createInstanceService,
  type InstanceService,
} from "#main/services/instances/manage.ts";
import {
  createLocalModelService,
  type LocalModelService,
} from "#main/services/local-models/local-models.ts";
import {
  createPulls,
  type PullService,
} from "#main/services/local-models/pulls.ts";
import {
  createModelPreferences,
  type ModelPreferences,
} from "#main/services/registry/preferences.ts";
import {
  createRegistry,
  type Registry,
} from "#main/services/registry/registry.ts";
import type { Context } from "./context.ts";
import { createProviderFactory } from "./create-provider.ts";

export interface Upstreams {
  readonly directory: InstanceDirectory;
  readonly connectivity: Connectivity;
  readonly registry: Registry;
  readonly preferences: ModelPreferences;
  readonly instances: InstanceService;
  readonly localModels: LocalModelService;
  readonly pulls: PullService;
  /** Ends calls in flight and the process that runs local models. */
  dispose(): Promise<void>;
}

/** Everything that can be asked, and what is known about it. */
export function composeUpstreams(context: Context): Upstreams {
  const { store, clock, log, announcements } = context;
  const { localModels, values, models } = store;
  const reader = createGgufReader();
  const runtime = runtimeOf(context);
  const busyCalls = busyCallsOf(context);
  const directory = composeDirectory(context, { runtime, reader, busyCalls });
  const connectivity = createConnectivity({
    isCloud(id) {
      const instance = directory.find(id);
      return instance?.cloud === true && instance.enabled;
    },
    announcements,
  });
  const shared = { directory, clock, announcements };
  const priceList = createPublishedPrices(clock);
  void priceList.load();
  const registry = createRegistry({
    ...shared,
    priceList,
    connectivity,
    models,
    values,
    log,
  });
  const pulls = createPulls({ directory, registry, values, clock });
  return {
    directory,
    pulls,
    connectivity,
    registry,
    preferences: createModelPreferences({ values, announcements }),
    instances: createInstanceService({
      ...shared,
      registry,
      store,
      environment: context.environment,
      health: context.health,
      aliases: context.aliasTable.current,
    }),
    localModels: createLocalModelService({
      ...shared,
      registry,
      localModels,
      reader,
      runtime,
    }),
    async dispose() {
      await pulls.dispose();
      await directory.dispose();
      busyCalls?.dispose();
      await runtime.dispose();
    },
  };
}

function runtimeOf(context: Context): LocalRuntime {
  const { launcher, localWorkerEntry, clock, settings, log } = context;
  return createLocalRuntime({
    ...{ launcher, clock, log },
    entry: localWorkerEntry,
    idleMs: () => settings.current().localIdleMinutes * 60_000,
  });
}

function busyCallsOf({ callWorkerEntry }: Context): BusyCalls | undefined {
  if (callWorkerEntry === undefined) return undefined;
  return new BusyCalls({
    workerEntry: callWorkerEntry,
    // It goes where those of the main thread go.
    onDefect: (defect) => void Promise.reject(defect),
  });
}

function composeDirectory(
  context: Context,
  parts: {
    readonly runtime: LocalRuntime;
    readonly reader: GgufReader;
    readonly busyCalls: BusyCalls | undefined;
  },
): InstanceDirectory {
  const { store, config, clock, settings, environment, demo } = context;
  return createInstanceDirectory({
    store,
    config: config.instances,
    environment,
    demo,
    createProvider: createProviderFactory({
      ...parts,
      clock,
      settings: settings.current,
      values: store.values,
      resolveProxy: context.resolveProxy,
      ownAddress: context.ownAddress,
    }),
  });
}
