import type { AuditLog } from "#main/ports/audit-log.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Logger } from "#main/ports/logger.ts";

export interface RetentionDependencies {
  readonly log: Pick<AuditLog, "purge">;
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly logger: Pick<Logger, "warn">;
  readonly keepDays: () => number;
}

const everyMs = 3_600_000;
/** Others have their turn between portions. */
const pauseMs = 50;
const dayMs = 86_400_000;

/** Deletes what is older than is kept, now and each hour until the signal aborts. */
export async function keepRetention(
  dependencies: RetentionDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { clock, logger } = dependencies;
  while (!signal.aborted) {
    try {
      await purgeOld(dependencies, signal);
    } catch (error) {
      logger.warn({ error }, "Old audit events could not be deleted.");
    }
    await clock.sleep(everyMs, signal).catch(() => undefined);
  }
}

async function purgeOld(
  { log, clock, keepDays }: RetentionDependencies,
  signal: AbortSignal,
): Promise<void> {
  const before = new Date(clock.now() - keepDays() * dayMs).toISOString();
  while (!signal.aborted && log.purge(before) > 0)
    await clock.sleep(pauseMs, signal).catch(() => undefined);
}
