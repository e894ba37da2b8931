import type { AuditLog, StoredAuditEvent } from "#main/ports/audit-log.ts";
import type { Connection } from "../connection.ts";
import { filterSql } from "./audit-filter.ts";
import { translated } from "../store-errors.ts";
import { eventColumns, storedEvent, type AuditRow } from "./audit-rows.ts";

type Row = AuditRow & { readonly id: number };

type Filter = Parameters<typeof filterSql>[0];

/** What follows a filter's conditions. */
interface Rest {
  readonly tail: string;
  readonly values: object;
}

const mostCounted = 10_000;
const portionSize = 1_000;

function prepareQueries(connection: Connection, current: () => void) {
  return translated(connection.name, {
    rows(filter: Filter, { tail, values: more }: Rest): readonly Row[] {
      current();
      const { where, values } = filterSql(filter);
      return connection
        .prepare<[object], Row>(
          `SELECT ${eventColumns} FROM audit_events WHERE ${where} ${tail}`,
        )
        .all({ ...values, ...more });
    },
    count(filter: Filter, { tail, values: more }: Rest): number {
      current();
      const { where, values } = filterSql(filter);
      const counted = connection
        .prepare<[object], number>(
          `SELECT count(*) FROM (SELECT 1 FROM audit_events WHERE ${where} ${tail}
            LIMIT ${mostCounted + 1})`,
        )
        .pluck();
      return counted.get({ ...values, ...more }) ?? 0;
    },
  });
}

/** Reading by a filter. `current` makes sure of what was written before. */
export function createAuditReader(
  connection: Connection,
  current: () => void,
): Pick<AuditLog, "list" | "after" | "readAll"> {
  const { rows, count } = prepareQueries(connection, current);
  return {
    list({ offset, limit, ...filter }) {
      const found = rows(filter, {
        tail: "ORDER BY sequence DESC LIMIT @limit OFFSET @offset",
        values: { limit, offset },
      });
      const counted = count(filter, { tail: "", values: {} });
      return {
        events: found.map(storedEvent),
        total: Math.min(counted, mostCounted),
        totalIsCapped: counted > mostCounted,
      };
    },
    after(id, filter, limit) {
      const newer = "AND sequence > @after";
      const found = rows(filter, {
        tail: `${newer} ORDER BY sequence DESC LIMIT @limit`,
        values: { after: id, limit },
      });
      const isAll = found.length < limit;
      const all = isAll
        ? found.length
        : count(filter, { tail: newer, values: { after: id } });
      return {
        events: found.map(storedEvent).toReversed(),
        missed: all - found.length,
      };
    },
    readAll: (filter = {}) =>
      readPortions((after) =>
        rows(filter, {
          tail: "AND sequence > @after ORDER BY sequence LIMIT @limit",
          values: { after, limit: portionSize },
        }),
      ),
  };
}

/** A statement that is being stepped through would keep others from writing. */
function* readPortions(
  read: (after: number) => readonly Row[],
): Generator<StoredAuditEvent> {
  let after = 0;
  for (;;) {
    const rows = read(after);
    for (const row of rows) {
      after = row.id;
      yield storedEvent(row);
    }
    if (rows.length < portionSize) return;
  }
}
