import { createGgufReader } from "#main/adapters/local/gguf-header.ts";
import { createLocalRuntime } from "#main/adapters/local/runtime.ts";
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
  const { store, config, clock, log, settings, announcements } = context;
  const { localModels, values, models } = store;
  const reader = createGgufReader();
  const runtime = createLocalRuntime({
    launcher: context.launcher,
    entry: context.localWorkerEntry,
    clock,
    idleMs: () => settings.current().localIdleMinutes * 60_000,
    log,
  });
  const directory = createInstanceDirectory({
    store,
    config: config.instances,
    environment: context.environment,
    demo: context.demo,
    createProvider: createProviderFactory({
      clock,
      runtime,
      reader,
      settings: settings.current,
      values,
      resolveProxy: context.resolveProxy,
    }),
  });
  const shared = { directory, clock, announcements };
  const registry = createRegistry({ ...shared, models, values, log });
  const pulls = createPulls({ directory, registry, values, clock });
  return {
    directory,
    pulls,
    registry,
    preferences: createModelPreferences({ values, announcements }),
    instances: createInstanceService({
      ...shared,
      registry,
      store,
      environment: context.environment,
      health: context.health,
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
      await runtime.dispose();
    },
  };
}
