import { rmSync } from "node:fs";
import type {
  AnswerFilter,
  AnswerStore,
  KeptAnswer,
  KeptByModel,
} from "#main/ports/answer-store.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Logger } from "#main/ports/logger.ts";
import {
  closeConnection,
  type Connection,
  type ConnectionOptions,
} from "../connection.ts";
import { openMigrated } from "../open-migrated.ts";
import { answerMigrations } from "./answer-migrations.ts";

export interface OpenAnswerStoreOptions extends ConnectionOptions {
  readonly clock: Pick<Clock, "now">;
  /** Asked at each write, so that a changed setting holds at once. */
  readonly maxBytes: () => number;
  readonly log: Logger;
}

export interface DiskAnswerStore extends AnswerStore {
  close(): void;
}

/** Entries that one write may push out; more follow with the next ones. */
const evictedAtOnce = 100;
const pageCacheKibibytes = 64 * 1024;
/** A use younger than this is not written down again. */
const useGrainMs = 60_000;

/**
 * Kept answers in an encrypted file of their own. They can be had again, so a file that is damaged
 * or belongs to another key is replaced. Throws `store-full` and `store-unwritable`.
 */
export function openAnswerStore(
  options: OpenAnswerStoreOptions,
): DiskAnswerStore {
  const { path, log } = options;
  const schema = { migrations: answerMigrations, regularSnapshots: false };
  try {
    return storeOn(openMigrated(options, schema).connection, options);
  } catch (cause) {
    log.warn({ cause }, "Kept answers could not be read and are dropped.");
    for (const suffix of ["", "-wal", "-shm"])
      rmSync(path + suffix, { force: true });
    return storeOn(openMigrated(options, schema).connection, options);
  }
}

function storeOn(
  connection: Connection,
  { clock, maxBytes, log }: OpenAnswerStoreOptions,
): DiskAnswerStore {
  // A page read again is unsealed again, so the pages of a large cache are better kept.
  connection.pragma(`cache_size = -${pageCacheKibibytes}`);
  const statements = prepareStatements(connection);

  function quietly<Result>(fallback: Result, work: () => Result): Result {
    try {
      return connection.open ? work() : fallback;
    } catch (cause) {
      log.warn({ cause }, "Kept answers are out of reach.");
      return fallback;
    }
  }

  const write = connection.transaction((key: string, answer: KeptAnswer) => {
    const body = JSON.stringify(answer);
    const { instance, model, expiresAt } = answer;
    const used_at = clock.now();
    const bytes = Buffer.byteLength(body);
    statements.remove.run(key);
    if (bytes > maxBytes()) return;
    const row = { key, instance, model, used_at, bytes, body };
    statements.insert.run({ ...row, expires_at: expiresAt });
    statements.expire.run(used_at, evictedAtOnce);
    while ((statements.totals.get()?.bytes ?? 0) > maxBytes())
      if (statements.evict.run(evictedShare(statements)).changes === 0) return;
  });

  return {
    get: (key) =>
      quietly(undefined, () => {
        const row = statements.find.get(key, clock.now());
        if (row === undefined) return undefined;
        if (clock.now() - row.used_at > useGrainMs)
          statements.use.run(clock.now(), key);
        return JSON.parse(row.body) as KeptAnswer;
      }),
    set: (key, answer) =>
      quietly(undefined, () => write.immediate(key, answer)),
    purge: (filter, most) => quietly(0, () => purge(connection, filter, most)),
    models: () => quietly([], () => statements.models.all()),
    size: () =>
      quietly(
        { entries: 0, bytes: 0 },
        () => statements.totals.get() ?? { entries: 0, bytes: 0 },
      ),
    close: () => closeConnection(connection),
  };
}

/** One while few are there, more where many small ones must make room. */
function evictedShare(statements: ReturnType<typeof prepareStatements>) {
  const { entries = 0 } = statements.totals.get() ?? {};
  return Math.min(evictedAtOnce, Math.max(1, Math.floor(entries / 50)));
}

/** Each kind of filter is a statement of its own, so that the index is used. */
function purge(
  connection: Connection,
  { instance, model }: AnswerFilter,
  most: number,
): number {
  const wanted = [
    ...(instance === undefined ? [] : ["instance = @instance"]),
    ...(model === undefined ? [] : ["model = @model"]),
  ];
  const where = wanted.length === 0 ? "" : `WHERE ${wanted.join(" AND ")}`;
  return connection
    .prepare(
      `DELETE FROM answers WHERE rowid IN (SELECT rowid FROM answers ${where} LIMIT @most)`,
    )
    .run({ instance, model, most }).changes;
}

function prepareStatements(connection: Connection) {
  const oldest = "SELECT key FROM answers ORDER BY used_at LIMIT ?";
  return {
    find: connection.prepare<
      [string, number],
      { body: string; used_at: number }
    >("SELECT body, used_at FROM answers WHERE key = ? AND expires_at > ?"),
    use: connection.prepare<[number, string]>(
      "UPDATE answers SET used_at = ? WHERE key = ?",
    ),
    remove: connection.prepare<[string]>("DELETE FROM answers WHERE key = ?"),
    insert: connection.prepare<
      [Readonly<Record<string, string | number>>]
    >(`INSERT INTO answers (key, instance, model, expires_at, used_at, bytes, body)
       VALUES (@key, @instance, @model, @expires_at, @used_at, @bytes, @body)`),
    expire: connection.prepare<[number, number]>(
      "DELETE FROM answers WHERE key IN (SELECT key FROM answers WHERE expires_at <= ? LIMIT ?)",
    ),
    evict: connection.prepare<[number]>(
      `DELETE FROM answers WHERE key IN (${oldest})`,
    ),
    totals: connection.prepare<[], { entries: number; bytes: number }>(
      "SELECT entries, bytes FROM answer_totals",
    ),
    models: connection.prepare<[], KeptByModel>(
      "SELECT instance, model, entries, bytes FROM answer_models ORDER BY bytes DESC",
    ),
  };
}
