import { randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { AppError } from "#shared/errors/app-error.ts";
import type { PrivateFiles } from "#main/ports/private-files.ts";
import { fileError, fileErrorCode } from "./data-dir-errors.ts";

const withoutHardLinks = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

export function createPrivateFiles(): PrivateFiles {
  return {
    read(path) {
      try {
        return readFileSync(path, "utf8");
      } catch (cause) {
        const code = fileErrorCode(cause);
        if (code === "ENOENT" || code === "ENOTDIR") return undefined;
        throw new AppError("file-unreadable", {
          message: `${path} cannot be read.`,
          data: { path },
          cause,
        });
      }
    },
    create: (path, text) =>
      translated(path, () =>
        throughWholeFile(path, text, (whole) => publish(whole, path, text)),
      ),
    replace: (path, text) =>
      translated(path, () =>
        throughWholeFile(path, text, (whole) => renameSync(whole, path)),
      ),
    remove: (path) => translated(path, () => rmSync(path, { force: true })),
  };
}

/** A link appears with its whole content or not at all, and only where nothing is. */
function publish(whole: string, path: string, text: string): boolean {
  try {
    linkSync(whole, path);
    return true;
  } catch (cause) {
    const code = fileErrorCode(cause) ?? "";
    if (code === "EEXIST") return false;
    if (!withoutHardLinks.has(code)) throw cause;
    return writeNew(path, text);
  }
}

function writeNew(path: string, text: string): boolean {
  try {
    writeSynced(path, text);
    return true;
  } catch (cause) {
    if (fileErrorCode(cause) === "EEXIST") return false;
    throw cause;
  }
}

function throughWholeFile<T>(
  path: string,
  text: string,
  place: (whole: string) => T,
): T {
  const whole = `${path}.${randomUUID()}.part`;
  try {
    writeSynced(whole, text);
    const outcome = place(whole);
    syncFolder(dirname(path));
    return outcome;
  } finally {
    rmSync(whole, { force: true });
  }
}

function writeSynced(path: string, text: string): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The name must last as the content does; Windows has no such call and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function translated<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw fileError(cause, path);
  }
}
