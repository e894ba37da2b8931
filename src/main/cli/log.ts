import pino, { type Logger } from "pino";
import type { LogLevel } from "./serve-options.ts";

const standardError = 2;

/** How long a line may wait for others, and how many bytes of them. */
const gatherMs = 100;
const mostGathered = 8_192;
const urgentLevel = 40;

/**
 * Logs to standard error; standard output belongs to results. A warning or an error is written before
 * the next statement runs, and with it all before; other lines are written together, a moment later.
 */
export function createLog(level: LogLevel): Logger {
  const destination = pino.destination({
    dest: standardError,
    sync: true,
    minLength: mostGathered,
    periodicFlush: gatherMs,
  });
  process.once("exit", () => destination.flushSync());
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ["*.apiKey", "*.key", "*.token", "*.authorization"],
      hooks: {
        logMethod(values, method, number) {
          method.apply(this, values);
          if (number >= urgentLevel) destination.flushSync();
        },
      },
    },
    destination,
  );
}
