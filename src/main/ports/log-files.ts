import type { LogLine } from "#shared/gateway/log-line.ts";
import type { Logger } from "./logger.ts";

/** The program's own log in rotated files: bounded in size and number, for nobody else to read. */
export interface LogFiles {
  /**
   * A warning or an error is written before the call returns, and with it all before; other lines
   * within a tenth of a second. A disk that refuses loses lines, never calls.
   */
  readonly log: Logger;
  /** Newest first, back through the files that are kept; read only as far as it is asked. */
  read(): Iterable<LogLine>;
  place(): {
    readonly folder: string;
    readonly files: number;
    readonly bytes: number;
  };
  /** Idempotent. */
  close(): void;
}
