import type { AuditCounts, AuditLog } from "#main/ports/audit-log.ts";
import type { Connection } from "../connection.ts";

interface SizeRow {
  readonly events: number;
  readonly oldest: string | null;
  readonly promptRecords: number;
}

const noCounts: AuditCounts = { requests: 0, answered: 0, cachedOrLocal: 0 };
const noSize: SizeRow = { events: 0, oldest: null, promptRecords: 0 };

/** How much there is. `current` makes sure of what was written before. */
export function createAuditFigures(
  connection: Connection,
  current: () => void,
): Pick<AuditLog, "newestId" | "countSince" | "size"> {
  const statements = {
    newest: connection
      .prepare<[], number>(
        "SELECT coalesce(max(sequence), 0) FROM audit_events",
      )
      .pluck(),
    countSince: connection.prepare<[string], AuditCounts>(`
      SELECT count(*) AS requests, coalesce(sum(outcome IN ('ok', 'cached')), 0) AS answered,
        coalesce(sum(outcome = 'cached' OR (outcome = 'ok' AND local = 1)), 0) AS cachedOrLocal
      FROM audit_events WHERE time >= ?`),
    size: connection.prepare<[], SizeRow>(`
      SELECT (SELECT count(*) FROM audit_events) AS events,
        (SELECT min(time) FROM audit_events) AS oldest,
        (SELECT count(*) FROM prompt_records) AS promptRecords`),
  };
  const pragma = (name: string) =>
    Number(connection.pragma(name, { simple: true }));
  return {
    newestId() {
      current();
      return statements.newest.get() ?? 0;
    },
    countSince(since) {
      current();
      return statements.countSince.get(since) ?? noCounts;
    },
    size() {
      current();
      const { oldest, ...sizes } = statements.size.get() ?? noSize;
      const bytes = pragma("page_count") * pragma("page_size");
      return { ...sizes, bytes, ...(oldest !== null && { oldest }) };
    },
  };
}
