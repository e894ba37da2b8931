import type { Clock } from "#main/ports/clock.ts";
import type { Store } from "#main/ports/stores.ts";
import {
  openConnection,
  type Connection,
  type ConnectionOptions,
} from "./connection.ts";
import { createConversationStore } from "./conversation-store.ts";
import { migrate, refuseNewer } from "./migrate.ts";
import type { Migration } from "./migrations/migration.ts";
import { storeMigrations } from "./migrations/store-migrations.ts";
import {
  createInstanceStore,
  createLocalModelStore,
  createModelStore,
} from "./registry-stores.ts";
import {
  isSnapshotDue,
  takeSnapshot,
  type SnapshotRequest,
} from "./snapshots.ts";
import { translated, translateStoreError } from "./store-errors.ts";
import { createKeyValueStore, createSecretStore } from "./value-stores.ts";

export interface OpenStoreOptions extends ConnectionOptions {
  readonly clock: Pick<Clock, "now">;
  /** The program's own unless a test brings others. */
  readonly migrations?: readonly Migration[];
}

export interface OpenedStore extends Store {
  /** Schema version that the file had; 0 for a new one. Lower than the program's: it was migrated. */
  readonly openedVersion: number;
}

/**
 * Opens (or creates, mode 0600) the encrypted store. The folder must exist. Throws AppError
 * `store-locked` (another key), `store-corrupt`, `store-newer`, `store-full`, `store-unwritable`,
 * each with `path` in its data; the file is then as it was.
 */
export function openStore(options: OpenStoreOptions): OpenedStore {
  const { path, clock, migrations = storeMigrations } = options;
  const connection = openConnection(options, (found) =>
    refuseNewer(found, { path, migrations }),
  );
  try {
    const now = clock.now();
    const openedVersion = migrate(connection, {
      path,
      migrations,
      snapshot: (version) => takeSnapshot(connection, { path, version, now }),
    });
    if (openedVersion > 0 && isSnapshotDue(path, now))
      takeRegularSnapshot(connection, { path, version: openedVersion, now });
    return { ...storeOn(connection, path), openedVersion };
  } catch (cause) {
    connection.close();
    throw translateStoreError(cause, path);
  }
}

function takeRegularSnapshot(
  connection: Connection,
  request: SnapshotRequest,
): void {
  try {
    takeSnapshot(connection, request);
  } catch (cause) {
    // Without room for a copy the data still opens; the next start tries again.
    if (translateStoreError(cause, request.path).code === "store-corrupt")
      throw cause;
  }
}

function storeOn(connection: Connection, path: string): Store {
  return {
    conversations: translated(path, createConversationStore(connection)),
    instances: translated(path, createInstanceStore(connection)),
    models: translated(path, createModelStore(connection)),
    localModels: translated(path, createLocalModelStore(connection)),
    values: translated(path, createKeyValueStore(connection)),
    secrets: translated(path, createSecretStore(connection)),
    close() {
      if (!connection.open) return;
      try {
        connection.pragma("wal_checkpoint(TRUNCATE)");
      } catch {
        // A full disk or a reader: the log stays and the next opening takes it in.
      }
      connection.close();
    },
  };
}
