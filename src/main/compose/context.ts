import type { ResolveProxy } from "#main/adapters/http/proxy.ts";
import type { OpenedStore } from "#main/adapters/sqlite/open-store.ts";
import type { AppConfig } from "#main/domain/config/schema.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Logger } from "#main/ports/logger.ts";
import type { AliasTable } from "#main/services/aliases/alias-table.ts";
import type { Announcements } from "#main/services/announcements/announcements.ts";
import type { Health } from "#main/services/health/health.ts";
import type { SettingsService } from "#main/services/settings/settings.ts";

/** What every part of the program is made from. */
export interface Context {
  readonly store: OpenedStore;
  readonly config: AppConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly announcements: Announcements;
  readonly settings: SettingsService;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly demo: boolean;
  readonly launcher: ChildProcessLauncher;
  readonly localWorkerEntry: string;
  readonly callWorkerEntry: string | undefined;
  readonly resolveProxy: ResolveProxy;
  /** Where our own gateway listens, while it does. */
  readonly ownAddress: () => string | undefined;
  readonly aliasTable: AliasTable;
  readonly newId: () => string;
  readonly health: Health;
}
