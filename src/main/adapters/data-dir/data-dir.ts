import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileError, fileErrorCode } from "./data-dir-errors.ts";

/** Absolute paths of what a data directory holds. */
export interface DataDirPaths {
  readonly folder: string;
  /** Encrypted SQLite file; its snapshots are in `snapshots` beside it. */
  readonly store: string;
  /** Encrypted SQLite file of the gateway's audit. */
  readonly audit: string;
  /** Newest file of the program's log; older ones are beside it. */
  readonly log: string;
}

export function dataDirPaths(folder: string): DataDirPaths {
  const absolute = resolve(folder);
  return {
    folder: absolute,
    store: join(absolute, "modeldocker.db"),
    audit: join(absolute, "audit.db"),
    log: join(absolute, "logs", "modeldocker.log"),
  };
}

/**
 * Makes sure that the folder is there (created with mode 0700) and can be written. Throws AppError
 * `store-unwritable` or `store-full` with `path`; nothing is left behind then.
 */
export function prepareDataDir(folder: string): DataDirPaths {
  const paths = dataDirPaths(folder);
  try {
    makeFolder(paths.folder);
    accessSync(paths.folder, constants.R_OK | constants.W_OK | constants.X_OK);
    // Some systems grant access and then refuse the write.
    const probe = join(paths.folder, `.probe-${process.pid}`);
    writeFileSync(probe, "", { mode: 0o600 });
    rmSync(probe);
    return paths;
  } catch (cause) {
    throw fileError(cause, paths.folder);
  }
}

/**
 * Node's own recursive mkdir never comes back where the system answers "not found" although the
 * parent is there, as it does below /proc.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    const isThere =
      fileErrorCode(cause) === "EEXIST" && statSync(folder).isDirectory();
    if (!isThere) throw cause;
  }
}
