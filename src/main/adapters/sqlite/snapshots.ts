import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { AppError } from "#shared/errors/app-error.ts";
import {
  examine,
  syncFile,
  type Connection,
  type ConnectionOptions,
} from "./connection.ts";
import { journalFilesOf } from "./journal-files.ts";
import { translateStoreError } from "./store-errors.ts";

/** A whole, encrypted copy of a store. */
export interface Snapshot {
  /** File name inside the folder `snapshots` beside the store. */
  readonly name: string;
  readonly path: string;
  /** ISO time. */
  readonly takenAt: string;
  /** Schema version that the copy holds. */
  readonly version: number;
  readonly bytes: number;
}

/** Of the schema that was copied, and again of all older ones together. */
const kept = 3;
const dayMs = 24 * 60 * 60 * 1_000;
/** A larger file takes longer to copy than a start should wait each week. */
const weeklyLimit = 64 * 1024 * 1024;
const logSuffixes = ["-wal", "-journal"] as const;
const namePattern =
  /^(?<store>.+)-v(?<version>\d+)-(?<day>\d{4}-\d\d-\d\d)T(?<time>\d\d-\d\d-\d\d-\d{3})Z\.db$/;

/** The snapshots of a store, newest first. */
export function listSnapshots(storePath: string): readonly Snapshot[] {
  const folder = snapshotFolder(storePath);
  if (!existsSync(folder)) return [];
  const store = basename(storePath, ".db");
  return readdirSync(folder)
    .flatMap((name) => {
      const groups = namePattern.exec(name)?.groups;
      if (groups?.["store"] !== store) return [];
      const path = join(folder, name);
      const [hours, minutes, seconds, rest] = (groups["time"] ?? "").split("-");
      const takenAt = `${groups["day"]}T${hours}:${minutes}:${seconds}.${rest}Z`;
      const version = Number(groups["version"]);
      return [{ name, path, takenAt, version, bytes: statSync(path).size }];
    })
    .sort((one, other) => (one.takenAt < other.takenAt ? 1 : -1));
}

export interface SnapshotRequest {
  readonly path: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Copies a store with everything in its write-ahead log, under the same key. The copy has its name
 * only once it is whole and on the disk. Old ones go, but no copy of an older schema for newer ones
 * of this schema.
 */
export function takeSnapshot(
  connection: Connection,
  { path, version, now }: SnapshotRequest,
): Snapshot {
  const folder = snapshotFolder(path);
  const time = new Date(now).toISOString().replaceAll(/[:.]/g, "-");
  const name = `${basename(path, ".db")}-v${version}-${time}.db`;
  const unfinished = join(folder, `${name}.part`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // SQLite fills an empty file and leaves it its mode.
    writeFileSync(unfinished, "", { mode: 0o600 });
    connection.prepare("VACUUM INTO ?").run(unfinished);
    syncFile(unfinished);
    renameSync(unfinished, join(folder, name));
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw translateStoreError(cause, path);
  }
  const all = listSnapshots(path);
  const sameSchema = all.filter((other) => other.version === version);
  const olderSchemas = all.filter((other) => other.version !== version);
  for (const old of [...sameSchema.slice(kept), ...olderSchemas.slice(kept)])
    rmSync(old.path, { force: true });
  const taken = all.find((snapshot) => snapshot.name === name);
  if (taken === undefined)
    throw new AppError("internal", { message: `Snapshot ${name} vanished.` });
  return taken;
}

/** Whether the last copy is missing or older than a week (a month for a large file). */
export function isSnapshotDue(path: string, now: number): boolean {
  const newest = listSnapshots(path)[0];
  if (newest === undefined) return true;
  const days = statSync(path).size <= weeklyLimit ? 7 : 30;
  return now - Date.parse(newest.takenAt) >= days * dayMs;
}

export interface RestoreRequest extends ConnectionOptions {
  /** Name of the snapshot; the newest without. */
  readonly name?: string;
  readonly now: number;
}

export interface Restored {
  readonly snapshot: Snapshot;
  /** Where the replaced file (and what belongs to it) is kept; absent if there was none. */
  readonly replacedPath?: string;
}

/**
 * Puts a snapshot in the store's place. Only while nobody has the store open. The snapshot is
 * checked first and stays; the replaced file is kept beside the store, never deleted. Throws
 * AppError `not-found`, `store-locked`, `store-corrupt`, `store-full`, `store-unwritable`.
 */
export function restoreSnapshot(request: RestoreRequest): Restored {
  const { path, key, name, now } = request;
  const snapshot = listSnapshots(path).find(
    (candidate) => name === undefined || candidate.name === name,
  );
  if (snapshot === undefined) {
    throw new AppError("not-found", {
      message:
        name === undefined
          ? `There is no snapshot of ${path}.`
          : `There is no snapshot named ${name}.`,
      data: { path },
    });
  }
  examine({ path: snapshot.path, key });
  const incoming = `${path}.restoring`;
  try {
    copyFileSync(snapshot.path, incoming);
    syncFile(incoming);
    const replacedPath = setAside(path, now);
    renameSync(incoming, path);
    return {
      snapshot,
      ...(replacedPath === undefined ? {} : { replacedPath }),
    };
  } catch (cause) {
    rmSync(incoming, { force: true });
    throw translateStoreError(cause, path);
  }
}

/**
 * Gives the file a second name and takes its log away, which would be taken for the new file's own.
 * The first name stays until it is given to the new file: a store is there at every moment.
 */
function setAside(path: string, now: number): string | undefined {
  const time = new Date(now).toISOString().replaceAll(/[:.]/g, "-");
  const aside = `${path}.replaced-${time}`;
  const had = existsSync(path);
  if (had) linkOrCopy(path, aside);
  for (const suffix of logSuffixes) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  // What is owed belongs to the file that knows what was settled.
  for (const journal of journalFilesOf(path))
    renameSync(journal, aside + journal.slice(path.length));
  // Only an index of the log; SQLite builds it anew.
  rmSync(`${path}-shm`, { force: true });
  return had ? aside : undefined;
}

function linkOrCopy(path: string, target: string): void {
  try {
    linkSync(path, target);
  } catch {
    // Not every file system has hard links.
    copyFileSync(path, target, constants.COPYFILE_EXCL);
    syncFile(target);
  }
}

function snapshotFolder(storePath: string): string {
  return join(dirname(storePath), "snapshots");
}
