import {
  logLineLevels,
  type LogFilter,
  type LogLine,
} from "#shared/gateway/log-line.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { LogFiles } from "#main/ports/log-files.ts";
import type { Logger } from "#main/ports/logger.ts";
import { createTail } from "../announcements/tail.ts";

export interface LogService {
  /** The latest that match, oldest first. */
  query(filter: LogFilter & { readonly limit: number }): {
    readonly lines: LogLine[];
    readonly hasMore: boolean;
  };
  /** New lines that match, until the signal aborts. */
  watch(
    filter: LogFilter,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<{ lines: LogLine[]; missed: number }, void>;
  place: LogFiles["place"];
}

/** Lines since the program started, for those who follow the log. */
export interface LogTail {
  /** Each line as it is written; it is read only for those who follow. */
  add(read: () => LogLine | undefined): void;
  watch: LogService["watch"];
}

const mostRemembered = 1_000;
const watchEveryMs = 250;

export function createLogTail(clock: Pick<Clock, "sleep">): LogTail {
  const tail = createTail(clock);
  const lines: (() => LogLine | undefined)[] = [];
  /** How many lines were forgotten, so that a place in the log outlives them. */
  let forgotten = 0;
  return {
    add(read) {
      lines.push(read);
      if (lines.length > mostRemembered) {
        lines.shift();
        forgotten += 1;
      }
      tail.grew();
    },
    async *watch(filter, signal) {
      let next = forgotten + lines.length;
      for await (const _change of tail.changes(watchEveryMs, signal)) {
        const missed = Math.max(0, forgotten - next);
        const added = lines
          .slice(Math.max(0, next - forgotten))
          .flatMap((read) => read() ?? []);
        next = forgotten + lines.length;
        const matching = added.filter(matcher(filter));
        if (matching.length > 0 || missed > 0)
          yield { lines: matching, missed };
      }
    },
  };
}

export function createLogService(files: LogFiles, tail: LogTail): LogService {
  return {
    query({ limit, ...filter }) {
      const matches = matcher(filter);
      const found: LogLine[] = [];
      for (const line of files.read()) {
        if (!matches(line)) continue;
        if (found.length === limit)
          return { lines: found.toReversed(), hasMore: true };
        found.push(line);
      }
      return { lines: found.toReversed(), hasMore: false };
    },
    watch: tail.watch,
    place: files.place,
  };
}

function matcher({ level, text = "" }: LogFilter): (line: LogLine) => boolean {
  const lowest = logLineLevels.indexOf(level);
  const wanted = text.toLowerCase();
  return (line) =>
    logLineLevels.indexOf(line.level) >= lowest &&
    `${line.message} ${line.facts}`.toLowerCase().includes(wanted);
}

/** One log that writes to both. */
export function bothLogs(first: Logger, second: Logger): Logger {
  const both =
    (level: keyof Logger) =>
    (facts: object, message: string): void => {
      first[level](facts, message);
      second[level](facts, message);
    };
  return {
    debug: both("debug"),
    info: both("info"),
    warn: both("warn"),
    error: both("error"),
  };
}
