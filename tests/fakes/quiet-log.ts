import type { Logger } from "#main/ports/logger.ts";

/** A logger that keeps what it is told. */
export function createQuietLog() {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (facts: object, message: string): void =>
      void lines.push(`${level} ${message} ${JSON.stringify(facts)}`);
  const log: Logger = {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
  return { log, lines };
}
