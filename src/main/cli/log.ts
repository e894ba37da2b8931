import pino, { type Logger } from "pino";
import type { LogLevel } from "./serve-options.ts";

const standardError = 2;

/** Logs to standard error, each line written before the next statement runs; standard output belongs to results. */
export function createLog(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ["*.apiKey", "*.key", "*.token", "*.authorization"],
    },
    pino.destination({ dest: standardError, sync: true }),
  );
}
