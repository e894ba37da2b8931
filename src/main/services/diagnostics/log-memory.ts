import type { Clock } from "#main/ports/clock.ts";
import type { Logger } from "#main/ports/logger.ts";

const mostLines = 200;

/** A logger that also remembers its latest warnings and errors, for diagnostics. */
export interface LogMemory {
  readonly log: Logger;
  /** Oldest first. */
  lines(): readonly string[];
}

export function rememberLog(target: Logger, clock: Clock): LogMemory {
  const lines: string[] = [];
  function remember(level: string, facts: object, message: string): void {
    const time = new Date(clock.now()).toISOString();
    lines.push(`${time} ${level} ${message} ${describe(facts)}`);
    if (lines.length > mostLines) lines.shift();
  }
  return {
    lines: () => [...lines],
    log: {
      debug: (facts, message) => target.debug(facts, message),
      info: (facts, message) => target.info(facts, message),
      warn(facts, message) {
        remember("warning", facts, message);
        target.warn(facts, message);
      },
      error(facts, message) {
        remember("error", facts, message);
        target.error(facts, message);
      },
    },
  };
}

function describe(facts: object): string {
  try {
    return JSON.stringify(facts, (_key, value: unknown) =>
      value instanceof Error ? `${value.name}: ${value.message}` : value,
    );
  } catch {
    return "";
  }
}
