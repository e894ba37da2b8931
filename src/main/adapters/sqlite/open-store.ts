import type { AccessStore } from "#main/ports/access-store.ts";
import type { AliasStore } from "#main/ports/alias-store.ts";
import type { Ledger } from "#main/ports/ledger.ts";
import type { Store } from "#main/ports/stores.ts";
import { createAccessStore } from "./access-store.ts";
import { createAliasStore } from "./alias-store.ts";
import { createComparisonStore } from "./comparison-store.ts";
import { closeConnection, type Connection } from "./connection.ts";
import { threadFor, type ThreadWish } from "./commits/commit-thread.ts";
import { GroupCommit } from "./commits/group-commit.ts";
import { createConversationStore } from "./conversation-store.ts";
import { createLedger } from "./ledger.ts";
import { ledgerChanges } from "./ledger-statements.ts";
import type { Migration } from "./migrations/migration.ts";
import { storeMigrations } from "./migrations/store-migrations.ts";
import { openMigrated, type OpenMigratedOptions } from "./open-migrated.ts";
import { createPromptSetStore } from "./prompt-set-store.ts";
import { ReservationJournal } from "./reservation-journal.ts";
import {
  createInstanceStore,
  createLocalModelStore,
  createModelStore,
} from "./registry-stores.ts";
import { translated, translateStoreError } from "./store-errors.ts";
import {
  createKeyValueStore,
  createSecretStore,
  rememberedSecrets,
} from "./value-stores.ts";

export interface OpenStoreOptions extends OpenMigratedOptions {
  /** The program's own unless a test brings others. */
  readonly migrations?: readonly Migration[];
  /** Without it every commit is made in this thread. */
  readonly commitThread?: ThreadWish | undefined;
}

export interface OpenedStore extends Store {
  readonly ledger: Ledger;
  readonly access: AccessStore;
  readonly aliases: AliasStore;
  /** Schema version that the file had; 0 for a new one. Lower than the program's: it was migrated. */
  readonly openedVersion: number;
}

/**
 * Opens (or creates, mode 0600) the encrypted store. The folder must exist. Throws AppError
 * `store-locked` (another key), `store-corrupt`, `store-newer`, `store-full`, `store-unwritable`,
 * each with `path` in its data; the file is then as it was.
 */
export function openStore(options: OpenStoreOptions): OpenedStore {
  const { path, migrations = storeMigrations } = options;
  const { connection, openedVersion } = openMigrated(options, {
    migrations,
    regularSnapshots: true,
  });
  try {
    return { ...storesOn(connection, options), openedVersion };
  } catch (cause) {
    connection.close();
    throw translateStoreError(cause, path);
  }
}

function storesOn(
  connection: Connection,
  options: OpenStoreOptions,
): Omit<OpenedStore, "openedVersion"> {
  const { path } = options;
  const conversations = createConversationStore(connection);
  const access = createAccessStore(connection);
  const commits = new GroupCommit(connection, {
    statements: ledgerChanges,
    thread: threadFor(options, options.commitThread, ledgerChanges),
  });
  const { ledger, close: closeLedger } = createLedger(connection, {
    commits,
    journal: new ReservationJournal(options),
  });
  /** Two that write to one file at once would have to wait for each other by trying again. */
  const alone = <T extends object>(store: T): T =>
    translated(path, store, () => commits.settle());
  return {
    conversations: alone(conversations),
    comparisons: alone(createComparisonStore(connection, conversations)),
    promptSets: alone(createPromptSetStore(connection)),
    instances: alone(createInstanceStore(connection)),
    models: alone(createModelStore(connection)),
    localModels: alone(createLocalModelStore(connection)),
    values: alone(createKeyValueStore(connection)),
    secrets: rememberedSecrets(alone(createSecretStore(connection))),
    ledger: translated(path, ledger),
    // Each call asks for the revision, and would wait for others' commits.
    access: { ...alone(access), revision: access.revision },
    aliases: alone(createAliasStore(connection)),
    close() {
      commits.close();
      closeLedger();
      closeConnection(connection);
    },
  };
}
