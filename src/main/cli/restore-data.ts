import { existsSync } from "node:fs";
import { AppError } from "#shared/errors/app-error.ts";
import { dataDirPaths } from "#main/adapters/data-dir/data-dir.ts";
import { createPrivateFiles } from "#main/adapters/data-dir/private-files.ts";
import { recordPath } from "#main/adapters/keyring/key-record.ts";
import { resolveMasterKey } from "#main/adapters/keyring/master-key.ts";
import { createSystemKeyring } from "#main/adapters/keyring/system-keyring.ts";
import {
  acquireOwner,
  ownedError,
} from "#main/adapters/owner/acquire-owner.ts";
import {
  listSnapshots,
  restoreSnapshot,
  type Restored,
  type Snapshot,
} from "#main/adapters/sqlite/snapshots.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import { version } from "./places.ts";
import type { Environment } from "./serve-options.ts";

export interface RestoreOptions {
  /** Absolute. */
  readonly dataDir: string;
  /** Name of a snapshot; the newest without. */
  readonly snapshot?: string;
  readonly environment: Environment;
  readonly launcher: ChildProcessLauncher;
  readonly keyringWorker: string;
}

/** The snapshots of a data directory, newest first. */
export function snapshotsOf(dataDir: string): readonly Snapshot[] {
  return listSnapshots(dataDirPaths(dataDir).store);
}

/**
 * Puts a snapshot in the place of the data, while nobody runs on it. What it replaces is kept.
 * Throws AppError `not-found`, `data-dir-owned`, and what finding the key or the files throws.
 */
export async function restoreData(options: RestoreOptions): Promise<Restored> {
  const { dataDir, snapshot: name, environment } = options;
  const paths = dataDirPaths(dataDir);
  refuseWithoutData(options);
  const files = createPrivateFiles();
  const token = "restoring";
  const ownership = acquireOwner({ dataDir, version, token, files });
  if (ownership.owner) throw ownedError(ownership.owner, dataDir);
  try {
    const now = Date.now();
    const { key } = await resolveMasterKey({
      dataDir,
      storePath: paths.store,
      files,
      keyring: createSystemKeyring({
        launcher: options.launcher,
        workerEntry: options.keyringWorker,
        environment,
      }),
      passphrase: environment["MODELDOCKER_PASSPHRASE"],
      now,
    });
    const request = { path: paths.store, key, now };
    return restoreSnapshot(name === undefined ? request : { ...request, name });
  } finally {
    ownership.lock.release();
  }
}

/** Without these, finding the key would make a new one. */
function refuseWithoutData({ dataDir, snapshot }: RestoreOptions): void {
  const snapshots = snapshotsOf(dataDir);
  const found =
    snapshot === undefined || snapshots.some(({ name }) => name === snapshot);
  if (snapshots.length > 0 && found && existsSync(recordPath(dataDir))) return;
  throw new AppError("not-found", {
    message:
      snapshots.length === 0
        ? `There is no snapshot in ${dataDir}.`
        : found
          ? `${recordPath(dataDir)} is gone, so the snapshots cannot be read. Bring the file back from a backup.`
          : `There is no snapshot named ${snapshot}; see modeldocker restore --list.`,
    data: { path: dataDir },
  });
}
