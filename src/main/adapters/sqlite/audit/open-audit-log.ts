import type { AuditEntry, AuditLog } from "#main/ports/audit-log.ts";
import type { Clock } from "#main/ports/clock.ts";
import {
  closeConnection,
  type Connection,
  type ConnectionOptions,
} from "../connection.ts";
import { threadFor, type ThreadWish } from "../commits/commit-thread.ts";
import { GroupCommit } from "../commits/group-commit.ts";
import { openMigrated } from "../open-migrated.ts";
import { translated, translateStoreError } from "../store-errors.ts";
import { auditMigrations } from "./audit-migrations.ts";
import { createAuditFigures } from "./audit-figures.ts";
import { createOpenRequests } from "./audit-open.ts";
import { createAuditReader } from "./audit-reader.ts";
import {
  auditValues,
  promptRecord,
  promptValues,
  storedEvent,
  storedTries,
} from "./audit-rows.ts";
import { auditChanges, prepareAuditStatements } from "./audit-statements.ts";

export interface OpenAuditLogOptions extends ConnectionOptions {
  readonly clock: Pick<Clock, "now">;
  /** Without it every commit is made in this thread. */
  readonly commitThread?: ThreadWish | undefined;
}

const purgedAtOnce = 1_000;
/** Lines are written so often: those of a busy gateway together, and a lone one not just as the next request comes. */
const spacingMs = 20;

/**
 * The audit in an encrypted file of its own, so that its growth and its wear are not the store's.
 * Throws what `openStore` throws.
 */
export function openAuditLog(options: OpenAuditLogOptions): AuditLog {
  const { path } = options;
  const { connection } = openMigrated(options, {
    migrations: auditMigrations,
    regularSnapshots: false,
  });
  try {
    return translated(path, auditLogOn(connection, options));
  } catch (cause) {
    connection.close();
    throw translateStoreError(cause, path);
  }
}

function auditLogOn(
  connection: Connection,
  options: OpenAuditLogOptions,
): AuditLog {
  const statements = prepareAuditStatements(connection);
  const commits = new GroupCommit(connection, {
    statements: auditChanges,
    spacingMs,
    thread: threadFor(options, options.commitThread, auditChanges),
  });
  const append = (entry: AuditEntry) => {
    commits.note("append", ...auditValues(entry));
    const { promptRecord, begun } = entry;
    if (promptRecord)
      commits.note("appendPrompt", ...promptValues(promptRecord));
    if (begun !== undefined) commits.note("end", begun);
  };
  const purge = connection.transaction((before: string) => {
    const old = statements.old.all({ before, limit: purgedAtOnce });
    for (const sequence of old) {
      statements.purgePrompt.run(sequence);
      statements.purge.run(sequence);
    }
    return old.length;
  });
  /** Whoever reads sees what was written before. */
  const current = () => commits.flush();
  return {
    ...createAuditReader(connection, current),
    ...createAuditFigures(connection, current),
    ...createOpenRequests(connection, commits),
    append: (entry) => commits.add(() => append(entry)),
    find(id) {
      current();
      const row = statements.one.get(id);
      if (row === undefined) return undefined;
      const { tries, ...event } = row;
      const prompt = statements.prompt.get(id);
      return {
        event: storedEvent(event),
        tries: storedTries(tries),
        ...(prompt && { promptRecord: promptRecord(prompt) }),
      };
    },
    purge(before) {
      current();
      return purge.immediate(before);
    },
    close() {
      commits.close();
      closeConnection(connection);
    },
  };
}
