import { openLogFiles } from "#main/adapters/log-files/open-log-files.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Logger } from "#main/ports/logger.ts";
import { rememberLog } from "#main/services/diagnostics/log-memory.ts";
import {
  bothLogs,
  createLogService,
  createLogTail,
  type LogService,
} from "#main/services/diagnostics/logs.ts";

export interface Logging {
  /** Where the program writes. */
  readonly log: Logger;
  readonly logs: LogService;
  /** Latest warnings, oldest first. */
  readonly logLines: () => readonly string[];
  close(): void;
}

/** The entry's own log, and beside it the files that a person reads. */
export function composeLogging(
  own: Logger,
  path: string,
  clock: Clock,
): Logging {
  const tail = createLogTail(clock);
  const files = openLogFiles({ path, onLine: tail.add });
  const { log, lines } = rememberLog(bothLogs(own, files.log), clock);
  return {
    log,
    logLines: lines,
    logs: createLogService(files, tail),
    close: files.close,
  };
}
