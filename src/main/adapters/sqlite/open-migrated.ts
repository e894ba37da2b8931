import type { Clock } from "#main/ports/clock.ts";
import {
  openConnection,
  type Connection,
  type ConnectionOptions,
} from "./connection.ts";
import { migrate, refuseNewer } from "./migrate.ts";
import type { Migration } from "./migrations/migration.ts";
import {
  isSnapshotDue,
  takeSnapshot,
  type SnapshotRequest,
} from "./snapshots.ts";
import { translateStoreError } from "./store-errors.ts";

export interface OpenMigratedOptions extends ConnectionOptions {
  readonly clock: Pick<Clock, "now">;
}

export interface Schema {
  readonly migrations: readonly Migration[];
  /** Whether a copy is taken each week (of a large file each month), besides those before a change. */
  readonly regularSnapshots: boolean;
}

export interface Migrated {
  readonly connection: Connection;
  /** Schema version that the file had; 0 for a new one. */
  readonly openedVersion: number;
}

/**
 * Opens or creates an encrypted file and brings it up to the newest migration, with a snapshot
 * before an existing file is changed. Throws AppError `store-locked`,
 * `store-corrupt`, `store-newer`, `store-full`, `store-unwritable`; the file is then as it was.
 */
export function openMigrated(
  options: OpenMigratedOptions,
  { migrations, regularSnapshots }: Schema,
): Migrated {
  const { path, clock } = options;
  const connection = openConnection(options, (found) =>
    refuseNewer(found, { path, migrations }),
  );
  try {
    const now = clock.now();
    const openedVersion = migrate(connection, {
      migrations,
      snapshot: (version) => takeSnapshot(connection, { path, version, now }),
    });
    if (regularSnapshots && openedVersion > 0 && isSnapshotDue(path, now))
      takeRegularSnapshot(connection, { path, version: openedVersion, now });
    return { connection, openedVersion };
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
