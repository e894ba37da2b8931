import { AppError } from "#shared/errors/app-error.ts";
import type {
  AuditDetail,
  AuditEventView,
  AuditFilter,
} from "#shared/gateway/audit.ts";
import type { AccessStore } from "#main/ports/access-store.ts";
import type {
  AuditCounts,
  AuditEntry,
  AuditLog,
  AuditQuery,
  AuditSize,
  StoredAuditEvent,
} from "#main/ports/audit-log.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Announcements } from "../announcements/announcements.ts";
import { exportAudit } from "./export.ts";
import { createTail } from "../announcements/tail.ts";
import { createDayCounts } from "./day-counts.ts";
import { keepRetention, type RetentionDependencies } from "./retention.ts";

export interface AuditService {
  append(entry: AuditEntry): Promise<void>;
  begin: AuditLog["begin"];
  /** Since midnight. */
  today(): AuditCounts;
  query(query: AuditQuery): {
    readonly events: AuditEventView[];
    readonly total: number;
    readonly totalIsCapped: boolean;
    readonly newestId: number;
  };
  /** Throws `not-found`. */
  detail(id: number): AuditDetail;
  /** New events that match, until the signal aborts. */
  watch(
    filter: AuditFilter,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<{ events: AuditEventView[]; missed: number }, void>;
  /** Pieces of the file. */
  export(
    filter: AuditFilter,
    format: "jsonl" | "csv",
  ): AsyncGenerator<{ text: string }, void>;
  figures(): AuditSize;
  /** Deletes what is older than the settings keep, now and each hour until the signal aborts. */
  keepRetention(signal: AbortSignal): Promise<void>;
}

export interface AuditServiceDependencies extends RetentionDependencies {
  readonly log: AuditLog;
  readonly keys: Pick<AccessStore, "list" | "revision">;
  readonly announcements: Announcements;
  readonly clock: Clock;
  readonly utcOffsetMinutes: () => number;
}

const mostAtOnce = 200;
const watchEveryMs = 250;
const announceEveryMs = 1_000;

/** What was asked of the gateway, as a person reads it. */
export function createAuditService(
  dependencies: AuditServiceDependencies,
): AuditService {
  const { log, clock, announcements } = dependencies;
  const today = createDayCounts(dependencies);
  const views = createViews(dependencies);
  const tail = createTail(clock);
  let announcing = false;

  async function* follow(filter: AuditFilter, changes: AsyncIterable<void>) {
    let last = log.newestId();
    for await (const _change of changes) {
      const newest = log.newestId();
      const { events, missed } = log.after(last, filter, mostAtOnce);
      last = newest;
      if (events.length > 0) yield { events: events.map(views()), missed };
    }
  }

  function announceSoon(): void {
    if (announcing) return;
    announcing = true;
    const never = new AbortController().signal;
    void clock.sleep(announceEveryMs, never).then(() => {
      announcing = false;
      announcements.announce("audit");
    });
  }

  function grew(): void {
    tail.grew();
    announceSoon();
  }

  return {
    append(entry) {
      const written = log.append(entry);
      today.note(entry);
      return written.then(grew);
    },
    begin: log.begin,
    today: today.counts,
    query(query) {
      const { events, ...counted } = log.list(query);
      const newestId = log.newestId();
      return { events: events.map(views()), newestId, ...counted };
    },
    detail(id) {
      const found = log.find(id);
      if (found === undefined) throw unknownEvent(id);
      const { event, tries, promptRecord } = found;
      return {
        event: views()(event),
        attempts: [...tries],
        ...(promptRecord && { promptRecord }),
      };
    },
    watch: (filter, signal) =>
      follow(filter, tail.changes(watchEveryMs, signal)),
    export: (filter, format) => exportAudit(log.readAll(filter), format),
    figures: log.size,
    keepRetention: (signal) => keepRetention(dependencies, signal),
  };
}

/** Events with the names that their keys have now. */
function createViews({
  keys,
}: AuditServiceDependencies): () => (
  event: StoredAuditEvent,
) => AuditEventView {
  let seen: number | undefined;
  let names: ReadonlyMap<string, string> = new Map();
  return () => {
    const revision = keys.revision();
    if (revision !== seen)
      names = new Map(keys.list().map(({ id, name }) => [id, name]));
    seen = revision;
    return (event) => {
      const keyName = names.get(event.keyId ?? "");
      return { ...event, ...(keyName !== undefined && { keyName }) };
    };
  };
}

function unknownEvent(id: number): AppError {
  return new AppError("not-found", {
    message: `There is no audit event ${id}.`,
    data: { id },
  });
}
