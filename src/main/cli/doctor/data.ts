import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { connect } from "node:net";
import { AppError } from "#shared/errors/app-error.ts";
import { dataDirPaths } from "#main/adapters/data-dir/data-dir.ts";
import { createPrivateFiles } from "#main/adapters/data-dir/private-files.ts";
import { readKeyRecord } from "#main/adapters/keyring/key-record.ts";
import { resolveMasterKey } from "#main/adapters/keyring/master-key.ts";
import { createSystemKeyring } from "#main/adapters/keyring/system-keyring.ts";
import { readOwner } from "#main/adapters/owner/acquire-owner.ts";
import { examine } from "#main/adapters/sqlite/connection.ts";
import type { KeyringCheck } from "./native-modules.ts";
import { gigabytes, missing, note, ok, type Finding } from "./finding.ts";

const littleSpace = 1024 ** 3;

/** Looks at the folder, or at the one it would be made in. */
export function checkDataDir(dataDir: string): Finding {
  if (existsSync(dataDir) && !statSync(dataDir).isDirectory()) {
    return missing("data-dir", `${dataDir} is not a folder.`);
  }
  const present = nearestPresent(dataDir);
  try {
    accessSync(present, constants.W_OK | constants.X_OK);
  } catch {
    return missing(
      "data-dir",
      `${present} cannot be written.`,
      "Give this user the right to, or choose another folder with --data-dir.",
    );
  }
  const { bavail, bsize } = statfsSync(present);
  const state = present === dataDir ? "is there" : "will be made";
  const text = `${dataDir} ${state}, ${gigabytes(bavail * bsize)} free.`;
  return bavail * bsize >= littleSpace
    ? ok("data-dir", text)
    : note("data-dir", text, "Make room before it is used.");
}

function nearestPresent(path: string): string {
  return existsSync(path) ? path : nearestPresent(dirname(path));
}

/** Whether the data can be opened, without opening it for writing or making anything. */
export async function checkStore(
  dataDir: string,
  keyring: KeyringCheck,
): Promise<Finding> {
  const files = createPrivateFiles();
  try {
    const owner = readOwner(dataDir, files);
    if (owner) {
      const text = `ModelDocker ${owner.version} runs on it (process ${owner.pid}).`;
      return ok("store", text);
    }
    const { store } = dataDirPaths(dataDir);
    if (!existsSync(store) || !readKeyRecord(files, dataDir)) {
      return ok("store", "There is no data yet.");
    }
    const { key, source } = await resolveMasterKey({
      dataDir,
      storePath: store,
      files,
      keyring: createSystemKeyring(keyring),
      passphrase: keyring.environment["MODELDOCKER_PASSPHRASE"],
      now: Date.now(),
    });
    const schema = examineCopy(store, key);
    return ok("store", `It opens (schema ${schema}, key from the ${source}).`);
  } catch (error) {
    return missing(
      "store",
      AppError.from(error).message,
      "modeldocker restore --list shows the snapshots that can be put back.",
    );
  }
}

/** Even a reader leaves a log beside the file it reads, so a copy is read. */
function examineCopy(store: string, key: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), "modeldocker-doctor-"));
  try {
    const path = join(folder, "copy.db");
    copyFileSync(store, path);
    if (existsSync(`${store}-wal`)) copyFileSync(`${store}-wal`, `${path}-wal`);
    return examine({ path, key });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const connectLimitMs = 1_000;

/** A port that somebody holds is no fault: it may be ours. */
export async function checkPort(name: string, port: number): Promise<Finding> {
  return (await isTaken(port))
    ? note(
        `${name}-port`,
        `Port ${port} is in use.`,
        `Unless that is ModelDocker, choose another with --${name}-port.`,
      )
    : ok(`${name}-port`, `Port ${port} is free.`);
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const settle = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.setTimeout(connectLimitMs, () => settle(false));
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}
