import { startOfDay } from "#main/domain/budget/periods.ts";
import type { AuditEvent } from "#shared/gateway/audit.ts";
import type { AuditCounts, AuditLog } from "#main/ports/audit-log.ts";
import type { Clock } from "#main/ports/clock.ts";

export interface DayCounts {
  counts(): AuditCounts;
  note(event: AuditEvent): void;
}

/** Counts of this day: read once, then counted along, as they are shown while requests come. */
export function createDayCounts(dependencies: {
  readonly log: Pick<AuditLog, "countSince">;
  readonly clock: Pick<Clock, "now">;
  readonly utcOffsetMinutes: () => number;
}): DayCounts {
  const { log, clock, utcOffsetMinutes } = dependencies;
  let day: number | undefined;
  let current: AuditCounts = { requests: 0, answered: 0, cachedOrLocal: 0 };

  function read(): AuditCounts {
    const today = startOfDay(clock.now(), utcOffsetMinutes());
    if (today !== day) current = log.countSince(new Date(today).toISOString());
    day = today;
    return current;
  }

  return {
    counts: read,
    note({ outcome, local, time }) {
      // The first reading of a day finds the event itself.
      if (day === undefined || Date.parse(time) < day) return;
      const { requests, answered, cachedOrLocal } = current;
      const isAnswer = outcome === "ok" || outcome === "cached";
      const isOwn = outcome === "cached" || (isAnswer && local === true);
      current = {
        requests: requests + 1,
        answered: answered + (isAnswer ? 1 : 0),
        cachedOrLocal: cachedOrLocal + (isOwn ? 1 : 0),
      };
    },
  };
}
