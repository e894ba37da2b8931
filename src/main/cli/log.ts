import pino from "pino";
import type { EchoingLogger } from "#main/ports/logger.ts";
import type { LogLevel } from "./serve-options.ts";

const standardError = 2;
/** How long a line may wait for others, and how many bytes of them. */
const gatherMs = 100;
const mostGathered = 8_192;
const urgent = pino.levels.values["warn"] ?? Infinity;

/**
 * Logs to standard error; standard output belongs to results. A warning or an error is written before
 * the next statement runs, and with it all before; other lines are written together, a moment later.
 */
export function createLog(level: LogLevel): EchoingLogger {
  const destination = pino.destination({
    dest: standardError,
    sync: true,
    minLength: mostGathered,
    periodicFlush: gatherMs,
  });
  process.once("exit", () => destination.flushSync());
  const write = (line: string, weight = urgency(line)): void => {
    destination.write(line);
    if (weight >= urgent) destination.flushSync();
  };
  const log = pino(
    {
      level,
      base: null,
      messageKey: "message",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: ["*.apiKey", "*.key", "*.token", "*.authorization"],
    },
    { write: (line: string) => write(line) },
  );
  const lowest = pino.levels.values[level] ?? Infinity;
  return Object.assign(log, {
    echo(line: string) {
      const weight = urgency(line);
      if (weight >= lowest) write(line, weight);
    },
  });
}

function urgency(line: string): number {
  const label = /^{"level":"(\w+)"/.exec(line)?.[1] ?? "";
  return pino.levels.values[label] ?? 0;
}
