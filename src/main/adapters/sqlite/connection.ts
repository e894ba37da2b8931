import Database from "better-sqlite3";
import { closeSync, existsSync, fsyncSync, openSync, statSync } from "node:fs";
import { AppError } from "#shared/errors/app-error.ts";
import { storeError, translateStoreError } from "./store-errors.ts";
import { cipherOf, looksLikeStore } from "./store-header.ts";

export type Connection = Database.Database;

export interface ConnectionOptions {
  readonly path: string;
  /** 32 random bytes: the page key itself, so no derivation is needed. */
  readonly key: Uint8Array;
}

/** Above this size the look at every page would be felt at start. */
const quickCheckLimit = 32 * 1024 * 1024;
const keyBytes = 32;
const busyTimeoutMs = 5_000;

/** Opens an encrypted file without setting anything on it; SQLite's own errors pass through. */
export function openKeyed(
  { path, key }: ConnectionOptions,
  readonly: boolean,
): Connection {
  // A key of another length would be taken for a passphrase.
  if (key.length !== keyBytes)
    throw new AppError("internal", { message: "A store's key has 32 bytes." });
  const connection = new Database(path, {
    readonly,
    fileMustExist: true,
    timeout: busyTimeoutMs,
  });
  try {
    connection.pragma(`cipher = '${cipherOf(path)}'`);
    connection.pragma(`key = 'raw:${Buffer.from(key).toString("hex")}'`);
    connection.pragma("temp_store = MEMORY");
    connection.pragma("user_version");
    return connection;
  } catch (cause) {
    connection.close();
    throw cause;
  }
}

/**
 * The read-write connection of a store. `refuse` is told the version of a file that is already
 * there, and may throw. Until then the file was only looked at through a read-only connection, as
 * closing a writer would fold the write-ahead log into a file that turns out damaged or foreign.
 * Throws AppError `store-locked`, `store-corrupt`, `store-unwritable`, `store-full`.
 */
export function openConnection(
  options: ConnectionOptions,
  refuse: (version: number) => void,
): Connection {
  try {
    createIfMissing(options.path);
    if (statSync(options.path).size > 0) refuse(examine(options));
    return openWriter(options);
  } catch (cause) {
    throw translateStoreError(cause, options.path);
  }
}

/** A connection that writes, to a store that is there; SQLite's own errors pass through. */
export function openWriter(options: ConnectionOptions): Connection {
  const connection = openKeyed(options, false);
  connection.pragma("journal_mode = WAL");
  connection.pragma("synchronous = NORMAL");
  connection.pragma("foreign_keys = ON");
  connection.pragma(`journal_size_limit = ${16 * 1024 * 1024}`);
  return connection;
}

/**
 * The version of a file. Throws unless the file is whole (as far as that is cheap to know) and the
 * key is its own.
 */
export function examine(options: ConnectionOptions): number {
  const { path } = options;
  if (!looksLikeStore(path)) throw storeError("store-corrupt", path);
  let connection: Connection;
  try {
    // A reader may not roll back what a kill left half-done while the file was made.
    connection = openKeyed(options, !existsSync(`${path}-journal`));
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    // A page that another key sealed reads as "not a database".
    if (code === "SQLITE_NOTADB") throw storeError("store-locked", path, cause);
    throw translateStoreError(cause, path);
  }
  try {
    if (statSync(path).size <= quickCheckLimit) {
      const verdict: unknown = connection.pragma("quick_check(1)", {
        simple: true,
      });
      if (verdict !== "ok") throw storeError("store-corrupt", path);
    }
    return connection.pragma("user_version", { simple: true }) as number;
  } finally {
    connection.close();
  }
}

/**
 * Runs a write whose loss to a power cut would be felt: the log is synced before it returns, and
 * with it everything written before. Kills of the process lose nothing either way.
 */
export function durably<T>(connection: Connection, write: () => T): T {
  // Part of a greater whole: whoever began that decides.
  if (connection.inTransaction) return write();
  connection.pragma("synchronous = FULL");
  try {
    return write();
  } finally {
    connection.pragma("synchronous = NORMAL");
  }
}

/** Folds the log into the file and closes; idempotent. */
export function closeConnection(connection: Connection): void {
  if (!connection.open) return;
  try {
    connection.pragma("wal_checkpoint(TRUNCATE)");
  } catch {
    // A full disk or a reader: the log stays and the next opening takes it in.
  }
  connection.close();
}

function createIfMissing(path: string): void {
  // "a" keeps what is there; the mode applies to a new file, and SQLite gives it to its log too.
  closeSync(openSync(path, "a", 0o600));
}

export function syncFile(path: string): void {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
