import pino from "pino";
import type { EchoingLogger } from "#main/ports/logger.ts";
import type { LogLevel } from "./serve-options.ts";
import { openStandardError } from "./standard-error.ts";

const urgent = pino.levels.values["warn"] ?? Infinity;

/**
 * Logs to standard error; standard output belongs to results. A warning or an error is handed over
 * before the next statement runs, and with it all before; other lines go together, a moment later.
 */
export function createLog(level: LogLevel): EchoingLogger {
  const output = openStandardError();
  process.once("exit", () => output.flush());
  const write = (line: string, weight = urgency(line)): void =>
    output.write(line, weight >= urgent);
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
