import { openLogFiles } from "#main/adapters/log-files/open-log-files.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { EchoingLogger, Logger } from "#main/ports/logger.ts";
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
  own: EchoingLogger,
  path: string,
  clock: Clock,
): Logging {
  const tail = createLogTail(clock);
  const { echo } = own;
  const files = openLogFiles({ path, onLine: tail.add, echo });
  // What is put into words once needs no second time.
  const both = echo === undefined ? bothLogs(own, files.log) : files.log;
  const { log, lines } = rememberLog(both, clock);
  return {
    log,
    logLines: lines,
    logs: createLogService(files, tail),
    close: files.close,
  };
}
