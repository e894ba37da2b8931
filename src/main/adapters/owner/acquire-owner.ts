import Database from "better-sqlite3";
import { join } from "node:path";
import { AppError } from "#shared/errors/app-error.ts";
import type { OwnerInfo, OwnerLock } from "#main/ports/owner.ts";
import type { PrivateFiles } from "#main/ports/private-files.ts";
import { isRunning, ownerPath, readRecord } from "./owner-file.ts";
import { processStartTime } from "./process-start-time.ts";

export interface AcquireOwnerOptions {
  /** Absolute; the folder exists. */
  readonly dataDir: string;
  readonly version: string;
  /** Secret for the loopback RPC and the web app of this process. */
  readonly token: string;
  readonly files: PrivateFiles;
}

export type Ownership =
  | { readonly lock: OwnerLock; readonly owner?: never }
  | { readonly owner: OwnerInfo; readonly lock?: never };

const patienceMs = 10_000;

/**
 * Makes this process the owner of a data directory, or tells who is. Of several that start at once
 * exactly one wins; a record whose process is gone is replaced. Throws AppError `store-unwritable`,
 * `store-full`.
 */
export function acquireOwner(options: AcquireOwnerOptions): Ownership {
  const { dataDir, version, token, files } = options;
  const startTime = processStartTime(process.pid) ?? "unknown";
  const info = { pid: process.pid, startTime, version, addresses: {}, token };
  return exclusively(dataDir, () => {
    const owner = readRecord(files, dataDir);
    if (owner !== undefined && isRunning(owner)) return { owner };
    files.replace(ownerPath(dataDir), serialized(info));
    return { lock: lockFor(info, dataDir, files) };
  });
}

/** The running owner; undefined when nobody runs on this directory. */
export function readOwner(
  dataDir: string,
  files: PrivateFiles,
): OwnerInfo | undefined {
  const owner = readRecord(files, dataDir);
  return owner !== undefined && isRunning(owner) ? owner : undefined;
}

/** For a second process that must not run beside the owner. */
export function ownedError(owner: OwnerInfo, dataDir: string): AppError {
  const address = owner.addresses.web ?? owner.addresses.gateway;
  const where = address === undefined ? "" : ` and answers at ${address}`;
  return new AppError("data-dir-owned", {
    message: `ModelDocker ${owner.version} already runs on ${dataDir} (process ${owner.pid})${where}. Use that one or stop it first.`,
    data: { path: dataDir, pid: owner.pid, version: owner.version },
  });
}

function lockFor(
  first: OwnerInfo,
  dataDir: string,
  files: PrivateFiles,
): OwnerLock {
  let info = first;
  let held = true;
  return {
    get info() {
      return info;
    },
    update(addresses) {
      if (!held) return;
      info = { ...info, addresses };
      files.replace(ownerPath(dataDir), serialized(info));
    },
    release() {
      if (!held) return;
      held = false;
      exclusively(dataDir, () => {
        const { pid, token } = readRecord(files, dataDir) ?? {};
        const ours = pid === info.pid && token === info.token;
        if (ours) files.remove(ownerPath(dataDir));
      });
    },
  };
}

/**
 * Runs `work` while no other process does the same on this directory. The lock is SQLite's on an
 * empty file: the system frees it with the process, so nothing stale can remain, and reading and
 * replacing the record is one step. Its journal is in memory, so that it needs no room on the disk.
 */
function exclusively<T>(dataDir: string, work: () => T): T {
  const path = join(dataDir, "owner.lock");
  let connection: Database.Database | undefined;
  try {
    connection = new Database(path, { timeout: patienceMs });
    connection.pragma("journal_mode = memory");
    connection.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    connection?.close();
    throw new AppError("store-unwritable", {
      message: `${path} cannot be locked. Check that the folder exists and belongs to you.`,
      data: { path },
      cause,
    });
  }
  try {
    return work();
  } finally {
    connection.close();
  }
}

function serialized(info: OwnerInfo): string {
  return `${JSON.stringify(info, null, 2)}\n`;
}
