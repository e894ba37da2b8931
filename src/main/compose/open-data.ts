import { join } from "node:path";
import type { z } from "zod";
import { AppError } from "#shared/errors/app-error.ts";
import type { noticeSchema } from "#shared/rpc/app.ts";
import { prepareDataDir } from "#main/adapters/data-dir/data-dir.ts";
import { createPrivateFiles } from "#main/adapters/data-dir/private-files.ts";
import { resolveMasterKey } from "#main/adapters/keyring/master-key.ts";
import { createSystemKeyring } from "#main/adapters/keyring/system-keyring.ts";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import {
  openStore,
  type OpenedStore,
} from "#main/adapters/sqlite/open-store.ts";
import { createHistoryReader } from "#main/adapters/sqlite/history/history-reader.ts";
import { listSnapshots } from "#main/adapters/sqlite/snapshots.ts";
import { createMemoryAnswerStore } from "#main/adapters/memory-cache/memory-answer-store.ts";
import {
  openAnswerStore,
  type OpenAnswerStoreOptions,
} from "#main/adapters/sqlite/answers/open-answer-store.ts";
import { openAuditLog } from "#main/adapters/sqlite/audit/open-audit-log.ts";
import type { HistoryReader } from "#main/ports/activity-history.ts";
import type { AuditLog } from "#main/ports/audit-log.ts";
import type { AnswerStore } from "#main/ports/answer-store.ts";
import type { Logger } from "#main/ports/logger.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Keyring } from "#main/ports/keyring.ts";

export type Notice = z.infer<typeof noticeSchema>;

export interface OpenDataOptions {
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly launcher: ChildProcessLauncher;
  readonly keyringWorkerEntry?: string;
  /** Absolute path of the built entry of threads that write; without it the main thread writes alone. */
  readonly commitWorkerEntry?: string;
}

export interface OpenedData {
  readonly store: OpenedStore;
  readonly notices: readonly Notice[];
  readonly audit: AuditLog;
  /** The ledger over time, read in a thread that starts from this built entry. */
  openHistory(workerEntry: string): HistoryReader;
  /** Absolute path of the program's log. */
  readonly logPath: string;
  /** Kept answers, in memory alone where the disk refuses. */
  openAnswers(options: {
    readonly maxBytes: () => number;
    readonly log: Logger;
  }): AnswerStore & { close(): void };
}

/** The data directory, its key and its store, with what a person should know about them. */
export async function openData(
  options: OpenDataOptions,
  clock: Clock,
): Promise<OpenedData> {
  const paths = prepareDataDir(options.dataDir);
  const { key, keyFile } = await resolveMasterKey({
    dataDir: paths.folder,
    storePath: paths.store,
    files: createPrivateFiles(),
    keyring: keyringFor(options),
    passphrase: options.environment["MODELDOCKER_PASSPHRASE"],
    now: clock.now(),
  });
  const { commitWorkerEntry: workerEntry } = options;
  const commitThread = workerEntry === undefined ? undefined : { workerEntry };
  const store = openStore({ path: paths.store, key, clock, commitThread });
  const notices: Notice[] = [];
  if (keyFile !== undefined)
    notices.push({ id: "key-file", data: { path: keyFile } });
  if (wasMigrated(store)) {
    const path = listSnapshots(paths.store)[0]?.path ?? paths.folder;
    notices.push({ id: "migrated", data: { path } });
  }
  const path = join(paths.folder, "answers.db");
  return {
    store,
    notices,
    logPath: paths.log,
    audit: openAudit({ path: paths.audit, key, clock, commitThread }, store),
    openHistory: (workerEntry) =>
      createHistoryReader({ path: paths.store, key, workerEntry }),
    openAnswers: (wish) => openAnswers({ ...wish, path, key, clock }),
  };
}

/** Throws as the store does; nothing stays open then. */
function openAudit(
  options: Parameters<typeof openAuditLog>[0],
  store: OpenedStore,
): AuditLog {
  try {
    return openAuditLog(options);
  } catch (cause) {
    store.close();
    throw cause;
  }
}

function openAnswers(options: OpenAnswerStoreOptions) {
  try {
    return openAnswerStore(options);
  } catch (cause) {
    options.log.warn({ cause }, "Answers are kept in memory alone.");
    const { clock } = options;
    const memory = createMemoryAnswerStore({ maxBytes: 1, clock });
    return { ...memory, close: () => undefined };
  }
}

function wasMigrated({ openedVersion }: OpenedStore): boolean {
  const newest = storeMigrations.at(-1)?.version ?? 0;
  return openedVersion > 0 && openedVersion < newest;
}

function keyringFor(options: OpenDataOptions): Keyring {
  const { launcher, keyringWorkerEntry, environment } = options;
  if (keyringWorkerEntry === undefined)
    return { read: noKeyring, write: noKeyring, remove: noKeyring };
  return createSystemKeyring({
    launcher,
    workerEntry: keyringWorkerEntry,
    environment,
  });
}

function noKeyring(): Promise<never> {
  return Promise.reject(
    new AppError("secret-store-unreachable", {
      message: "This start of the program uses no system keyring.",
    }),
  );
}
