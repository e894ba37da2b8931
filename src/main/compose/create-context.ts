import { environmentProxy } from "#main/adapters/http/proxy.ts";
import { randomUuid } from "#main/adapters/random/random-uuid.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import { timeOrderedId } from "#main/domain/ids/time-ordered-id.ts";
import type { Clock } from "#main/ports/clock.ts";
import { createAliasTable } from "#main/services/aliases/alias-table.ts";
import { createAnnouncements } from "#main/services/announcements/announcements.ts";
import {
  fixedCache,
  settingsFixedByCache,
} from "#main/services/cache/cache-policy.ts";
import {
  settingsFixedByGateway,
  settingsOf,
} from "#main/services/gateway/gateway-options.ts";
import { createHealth } from "#main/services/health/health.ts";
import { createSettings } from "#main/services/settings/settings.ts";
import type { BackendOptions } from "./backend-options.ts";
import type { Context } from "./context.ts";
import type { OpenedData } from "./open-data.ts";

export function createContext(
  options: BackendOptions,
  store: OpenedData["store"],
  clock: Clock,
): Context {
  const {
    environment,
    demo,
    launcher,
    localWorkerEntry,
    callWorkerEntry,
    log,
  } = options;
  const config = options.config ?? parseConfig({});
  const announcements = createAnnouncements();
  const settings = createSettings({
    values: store.values,
    announcements,
    fixed: {
      "config-file": {
        ...config.settings,
        ...settingsFixedByCache(config.cache),
        ...settingsFixedByGateway(config),
      },
      "command-line": settingsOf(
        options.gateway?.commandLine ?? { enabled: false },
      ),
    },
    cache: fixedCache(config.cache),
  });
  const systemProxy = options.resolveProxy ?? environmentProxy(environment);
  return {
    store,
    config,
    clock,
    log,
    announcements,
    settings,
    environment,
    demo,
    launcher,
    localWorkerEntry,
    callWorkerEntry,
    resolveProxy: (url) =>
      settings.current().useSystemProxy ? systemProxy(url) : undefined,
    ownAddress: () => options.gateway?.door.address(),
    newId: () => timeOrderedId(clock.now(), randomUuid()),
    health: createHealth(clock, () => announcements.announce("health")),
    aliasTable: createAliasTable(store.aliases, config.aliases),
  };
}
