import type { AuditEvent, AuditLog } from "#main/ports/audit-log.ts";
import type { Clock } from "#main/ports/clock.ts";
import {
  closeConnection,
  type Connection,
  type ConnectionOptions,
} from "../connection.ts";
import { GroupCommit } from "../group-commit.ts";
import { openMigrated } from "../open-migrated.ts";
import { translated, translateStoreError } from "../store-errors.ts";
import { auditMigrations } from "./0001-audit.ts";
import {
  auditEvent,
  auditQueryRow,
  auditRow,
  prepareAuditStatements,
  type AuditPortionRow,
} from "./audit-statements.ts";

export interface OpenAuditLogOptions extends ConnectionOptions {
  readonly clock: Pick<Clock, "now">;
}

const portionSize = 1_000;

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
    return translated(path, auditLogOn(connection));
  } catch (cause) {
    connection.close();
    throw translateStoreError(cause, path);
  }
}

function auditLogOn(connection: Connection): AuditLog {
  const statements = prepareAuditStatements(connection);
  const commits = new GroupCommit(connection);
  const portion = translated(connection.name, {
    read(after: number, since: string) {
      commits.flush();
      return statements.portion.all({ after, since, limit: portionSize });
    },
  });
  return {
    append: (event) =>
      commits.add(() => void statements.append.run(auditRow(event))),
    list(query) {
      commits.flush();
      const row = auditQueryRow(query);
      const events = statements.list.all(row).map(auditEvent);
      return { events, total: statements.count.get(row) ?? 0 };
    },
    readAll: (since = "") => readPortions(portion.read, since),
    purge(before) {
      commits.flush();
      return statements.purge.run(before).changes;
    },
    close() {
      commits.flush();
      closeConnection(connection);
    },
  };
}

/** A statement that is being stepped through would keep others from writing. */
function* readPortions(
  read: (after: number, since: string) => readonly AuditPortionRow[],
  since: string,
): Generator<AuditEvent> {
  let after = 0;
  for (;;) {
    const rows = read(after, since);
    for (const { sequence, ...row } of rows) {
      after = sequence;
      yield auditEvent(row);
    }
    if (rows.length < portionSize) return;
  }
}
