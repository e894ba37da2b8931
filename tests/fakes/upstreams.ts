import type { Price } from "#shared/models/price.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import type { ConfigInstance } from "#main/domain/config/schema.ts";
import type { AliasStore } from "#main/ports/alias-store.ts";
import type { Store } from "#main/ports/stores.ts";
import { createAliasTable } from "#main/services/aliases/alias-table.ts";
import { createAnnouncements } from "#main/services/announcements/announcements.ts";
import {
  createInstanceDirectory,
  type CurrentFacts,
} from "#main/services/instances/directory.ts";
import { createHealth } from "#main/services/health/health.ts";
import { createInstanceService } from "#main/services/instances/manage.ts";
import { createRegistry } from "#main/services/registry/registry.ts";
import { createFakeProvider, type FakeProvider } from "./chat-provider.ts";
import { createManualClock } from "./manual-clock.ts";
import { createQuietLog } from "./quiet-log.ts";

/** Instances and registry on a real store, with a fake provider per instance. */
export function createTestUpstreams(
  store: Store & { readonly aliases: AliasStore },
  options: {
    readonly instances?: readonly object[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly demo?: boolean;
    /** By address and model, with a space between them. */
    readonly published?: Readonly<Record<string, Price>>;
  } = {},
) {
  const { environment = {}, demo = false } = options;
  const providers = new Map<string, FakeProvider[]>();
  const facts = new Map<string, CurrentFacts>();
  const clock = createManualClock();
  const announcements = createAnnouncements();
  const { log, lines } = createQuietLog();
  const config: readonly ConfigInstance[] = parseConfig({
    instances: options.instances ?? [],
  }).instances;
  /** Models or failure of the instances still to be made. */
  const lists = new Map<string, FakeProvider["models"]>();
  const directory = createInstanceDirectory({
    store,
    config,
    environment,
    demo,
    createProvider(instance, current) {
      const provider = createFakeProvider();
      provider.models = lists.get(instance.id) ?? [];
      providers.set(instance.id, [
        ...(providers.get(instance.id) ?? []),
        provider,
      ]);
      facts.set(instance.id, current);
      return provider;
    },
  });
  const health = createHealth(clock);
  const shared = { directory, clock, announcements };
  const registry = createRegistry({
    connectivity: { note: () => undefined },
    ...shared,
    priceList: {
      load: () => Promise.resolve(),
      priceOf: (baseUrl, model) => options.published?.[`${baseUrl} ${model}`],
    },
    models: store.models,
    values: store.values,
    log,
  });
  const instances = createInstanceService({
    ...shared,
    registry,
    store,
    environment,
    health,
    aliases: createAliasTable(store.aliases, []).current,
  });
  return {
    ...shared,
    registry,
    instances,
    health,
    providers,
    facts,
    lists,
    logLines: lines,
  };
}
