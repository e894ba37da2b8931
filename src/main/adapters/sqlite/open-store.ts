import type { AccessStore } from "#main/ports/access-store.ts";
import type { AliasStore } from "#main/ports/alias-store.ts";
import type { Ledger } from "#main/ports/ledger.ts";
import type { Store } from "#main/ports/stores.ts";
import { createAccessStore } from "./access-store.ts";
import { createAliasStore } from "./alias-store.ts";
import { createComparisonStore } from "./comparison-store.ts";
import { closeConnection, type Connection } from "./connection.ts";
import { GroupCommit } from "./group-commit.ts";
import { createConversationStore } from "./conversation-store.ts";
import { createLedger } from "./ledger.ts";
import type { Migration } from "./migrations/migration.ts";
import { storeMigrations } from "./migrations/store-migrations.ts";
import { openMigrated, type OpenMigratedOptions } from "./open-migrated.ts";
import { createPromptSetStore } from "./prompt-set-store.ts";
import {
  createInstanceStore,
  createLocalModelStore,
  createModelStore,
} from "./registry-stores.ts";
import { translated, translateStoreError } from "./store-errors.ts";
import { createKeyValueStore, createSecretStore } from "./value-stores.ts";

export interface OpenStoreOptions extends OpenMigratedOptions {
  /** The program's own unless a test brings others. */
  readonly migrations?: readonly Migration[];
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
    return { ...storesOn(connection, path), openedVersion };
  } catch (cause) {
    connection.close();
    throw translateStoreError(cause, path);
  }
}

function storesOn(
  connection: Connection,
  path: string,
): Omit<OpenedStore, "openedVersion"> {
  const conversations = createConversationStore(connection);
  const commits = new GroupCommit(connection);
  return {
    conversations: translated(path, conversations),
    comparisons: translated(
      path,
      createComparisonStore(connection, conversations),
    ),
    promptSets: translated(path, createPromptSetStore(connection)),
    instances: translated(path, createInstanceStore(connection)),
    models: translated(path, createModelStore(connection)),
    localModels: translated(path, createLocalModelStore(connection)),
    values: translated(path, createKeyValueStore(connection)),
    secrets: translated(path, createSecretStore(connection)),
    ledger: translated(path, createLedger(connection, commits)),
    access: translated(path, createAccessStore(connection)),
    aliases: translated(path, createAliasStore(connection)),
    close() {
      commits.flush();
      closeConnection(connection);
    },
  };
}
