import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "#shared/errors/app-error.ts";
import type { Keyring } from "#main/ports/keyring.ts";
import type { PrivateFiles } from "#main/ports/private-files.ts";
import {
  createKeyRecord,
  keyCheck,
  passesCheck,
  readKeyRecord,
  recordPath,
  type KeyRecord,
  type KeySource,
} from "./key-record.ts";
import { unwrapKey, wrapKey } from "./passphrase.ts";

export interface MasterKeyOptions {
  /** Absolute; the folder exists. */
  readonly dataDir: string;
  /** The encrypted file. If it holds data and the record of its key is gone, no new key is made. */
  readonly storePath: string;
  readonly files: PrivateFiles;
  readonly keyring: Keyring;
  /** Content of MODELDOCKER_PASSPHRASE; the empty string counts as absent. */
  readonly passphrase?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface MasterKey {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** `file` deserves a plain warning: whoever reads the folder reads the data. */
  readonly source: KeySource;
  /** Where a key of source `file` lies. */
  readonly keyFile?: string;
}

const keyBytes = 32;

/**
 * The key of a data directory: made on first use, found again ever after. Throws AppError
 * `secret-missing` (the source answers but holds no key, or the passphrase was not given),
 * `secret-store-unreachable` (the keyring does not answer), `store-locked` (another passphrase or
 * another key), `store-unwritable`, `store-full`. It never makes a second key.
 */
export async function resolveMasterKey(
  options: MasterKeyOptions,
): Promise<MasterKey> {
  const record = readKeyRecord(options.files, options.dataDir);
  if (record !== undefined) return findKey(record, options);
  if (holdsData(options.storePath)) {
    throw new AppError("secret-missing", {
      message: `${recordPath(options.dataDir)} is gone, so the key of the data beside it cannot be found. Bring the file back from a backup.`,
      data: { path: recordPath(options.dataDir) },
    });
  }
  return createKey(options);
}

async function findKey(
  record: KeyRecord,
  options: MasterKeyOptions,
): Promise<MasterKey> {
  const key = await readKey(record, options);
  if (!passesCheck(key, record.check)) {
    throw new AppError("store-locked", {
      message: `The key found for ${options.dataDir} (source: ${record.source}) is not the one that this data was created with.`,
      data: { path: options.dataDir, source: record.source },
    });
  }
  return masterKey(key, record.source, options);
}

async function readKey(
  record: KeyRecord,
  { dataDir, files, keyring, passphrase }: MasterKeyOptions,
): Promise<Uint8Array> {
  switch (record.source) {
    case "passphrase":
      if (!passphrase) {
        throw missing(
          dataDir,
          "This data is protected by a passphrase. Set MODELDOCKER_PASSPHRASE and start again.",
        );
      }
      return unwrapKey(record.wrapping, passphrase);
    case "keyring":
      return decodeKey(await keyring.read(record.id), () =>
        missing(
          dataDir,
          `The system's keyring holds no key for ${dataDir}. Sign in as the user who created the data, or bring the keyring's entry ModelDocker ${record.id} back.`,
        ),
      );
    case "file":
      return decodeKey(files.read(keyFilePath(dataDir)), () =>
        missing(
          dataDir,
          `${keyFilePath(dataDir)} is gone or damaged. Without it the data cannot be read; bring the file back from a backup.`,
        ),
      );
  }
}

async function createKey(options: MasterKeyOptions): Promise<MasterKey> {
  const { dataDir, files, keyring, passphrase } = options;
  const id = randomUUID();
  const fresh = randomBytes(keyBytes);
  const common = {
    format: 1 as const,
    id,
    createdAt: new Date(options.now).toISOString(),
  };
  if (passphrase) {
    const wrapping = await wrapKey(fresh, passphrase);
    const check = keyCheck(fresh);
    return settle(
      fresh,
      { ...common, source: "passphrase", check, wrapping },
      options,
    );
  }
  if (await keepInKeyring(keyring, id, fresh)) {
    const check = keyCheck(fresh);
    const settled = await settle(
      fresh,
      { ...common, source: "keyring", check },
      options,
    );
    const lost = readKeyRecord(files, dataDir)?.id !== id;
    if (lost) await keyring.remove(id).catch(() => undefined);
    return settled;
  }
  const key = keepInFile(files, keyFilePath(dataDir), fresh);
  return settle(
    key,
    { ...common, source: "file", check: keyCheck(key) },
    options,
  );
}

/** The key is safe at its source before the record names it; of several records the first one counts. */
async function settle(
  key: Uint8Array,
  record: KeyRecord,
  options: MasterKeyOptions,
): Promise<MasterKey> {
  const { dataDir, files } = options;
  if (createKeyRecord(files, dataDir, record))
    return masterKey(key, record.source, options);
  const winner = readKeyRecord(files, dataDir);
  if (winner === undefined) throw missing(dataDir, "key.json vanished.");
  return findKey(winner, options);
}

/** Only a keyring that gives back what it was given is trusted with the one key. */
async function keepInKeyring(
  keyring: Keyring,
  account: string,
  key: Uint8Array,
): Promise<boolean> {
  const text = Buffer.from(key).toString("base64");
  try {
    await keyring.write(account, text);
    return (await keyring.read(account)) === text;
  } catch {
    return false;
  }
}

/** A whole key file without a record was left by a start that was cut short, and is as good as new. */
function keepInFile(
  files: PrivateFiles,
  path: string,
  fresh: Uint8Array,
): Uint8Array {
  const created = files.create(
    path,
    `${Buffer.from(fresh).toString("base64")}\n`,
  );
  if (created) return fresh;
  return decodeKey(files.read(path), () =>
    missing(path, `${path} is not a key file. Move it away and start again.`),
  );
}

function decodeKey(
  text: string | undefined,
  problem: () => AppError,
): Uint8Array {
  const key = Buffer.from(text?.trim() ?? "", "base64");
  if (key.length !== keyBytes) throw problem();
  return key;
}

function masterKey(
  key: Uint8Array,
  source: KeySource,
  { dataDir }: MasterKeyOptions,
): MasterKey {
  return source === "file"
    ? { key, source, keyFile: keyFilePath(dataDir) }
    : { key, source };
}

function keyFilePath(dataDir: string): string {
  return join(dataDir, "master.key");
}

function holdsData(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0;
}

function missing(path: string, message: string): AppError {
  return new AppError("secret-missing", { message, data: { path } });
}
