import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { AppError } from "#shared/errors/app-error.ts";
import {
  dataDirPaths,
  prepareDataDir,
} from "#main/adapters/data-dir/data-dir.ts";
import { defaultDataDir } from "#main/adapters/data-dir/default-data-dir.ts";
import { createPrivateFiles } from "#main/adapters/data-dir/private-files.ts";
import { readKeyRecord } from "#main/adapters/keyring/key-record.ts";
import { resolveMasterKey } from "#main/adapters/keyring/master-key.ts";
import { createSystemKeyring } from "#main/adapters/keyring/system-keyring.ts";
import {
  acquireOwner,
  ownedError,
  readOwner,
} from "#main/adapters/owner/acquire-owner.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import { findPlaces, version } from "../places.ts";
import type { Environment } from "../serve-options.ts";

export interface DataCommandDependencies {
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly entryUrl: string;
  readonly launcher: ChildProcessLauncher;
}

/** What opens an encrypted file. */
export interface DataAccess {
  readonly store: string;
  readonly audit: string;
  readonly key: Uint8Array;
}

/** `--data-dir` over the environment over the system's usual place. */
export function dataDirOf(
  given: string | undefined,
  environment: Environment,
): string {
  const named = given ?? environment["MODELDOCKER_DATA_DIR"];
  return named ? resolve(named) : defaultDataDir({ environment });
}

/**
 * Works on the files of a data directory beside its owner, or without one. Data that is not there
 * yet is made, and nobody else makes it meanwhile. Throws `version-mismatch` where an owner of
 * another version might know another schema.
 */
export async function withData<Result>(
  dataDir: string,
  dependencies: DataCommandDependencies,
  use: (data: DataAccess) => Promise<Result>,
): Promise<Result> {
  const files = createPrivateFiles();
  const owner = readOwner(dataDir, files);
  if (owner && owner.version !== version) {
    throw new AppError("version-mismatch", {
      message: `ModelDocker ${owner.version} runs on ${dataDir}; this is ${version}. Stop it first, or use its own command.`,
      data: { path: dataDir },
    });
  }
  if (hasData(dataDir)) return use(await access(dataDir, dependencies));
  prepareDataDir(dataDir);
  const token = "preparing";
  const ownership = acquireOwner({ dataDir, version, token, files });
  if (ownership.owner) throw ownedError(ownership.owner, dataDir);
  try {
    return await use(await access(dataDir, dependencies));
  } finally {
    ownership.lock.release();
  }
}

export function hasData(dataDir: string): boolean {
  const record = readKeyRecord(createPrivateFiles(), dataDir);
  return existsSync(dataDirPaths(dataDir).store) && record !== undefined;
}

async function access(
  dataDir: string,
  { environment, launcher, entryUrl }: DataCommandDependencies,
): Promise<DataAccess> {
  const { store, audit } = dataDirPaths(dataDir);
  const { key } = await resolveMasterKey({
    dataDir,
    storePath: store,
    files: createPrivateFiles(),
    keyring: createSystemKeyring({
      launcher,
      workerEntry: findPlaces(entryUrl).keyringWorker,
      environment,
    }),
    passphrase: environment["MODELDOCKER_PASSPHRASE"],
    now: Date.now(),
  });
  return { store, audit, key };
}
