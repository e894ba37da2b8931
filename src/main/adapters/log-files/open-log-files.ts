import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import pino from "pino";
import { AppError } from "#shared/errors/app-error.ts";
import type { LogLine } from "#shared/gateway/log-line.ts";
import { redact } from "#main/domain/policy/redact.ts";
import type { LogFiles } from "#main/ports/log-files.ts";
import { parseLogLine } from "./log-line.ts";
import { RotatingFile } from "./rotating-file.ts";

export interface LogFilesOptions {
  /** Absolute path of the newest file. */
  readonly path: string;
  readonly maxBytes?: number;
  readonly kept?: number;
  /** Told of each line as it is written; `read` answers undefined for one that is foreign. */
  readonly onLine: (read: () => LogLine | undefined) => void;
  /** Gets each line's text, too. */
  readonly echo?: ((line: string) => void) | undefined;
}

const defaultMaxBytes = 4 * 1_048_576;
const defaultKept = 4;
/** What went wrong is on the disk before the next statement runs, whatever that one does. */
const urgent = /^{"level":"(?:warn|error)"/;

const secretName = /^(apiKey|key|token|authorization|password|secret)$/i;

export function openLogFiles(options: LogFilesOptions): LogFiles {
  const { path, maxBytes = defaultMaxBytes, kept = defaultKept } = options;
  const file = new RotatingFile({ path, maxBytes, kept });
  const log = pino(
    {
      level: "debug",
      base: null,
      messageKey: "message",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (level) => ({ level }),
        log: (facts) => withoutSecrets(facts) as Record<string, unknown>,
      },
    },
    {
      write(text: string) {
        file.write(text, urgent.test(text));
        options.echo?.(text);
        options.onLine(() => parseLogLine(text));
      },
    },
  );
  return {
    log,
    *read() {
      file.flush();
      for (const each of file.paths()) yield* linesOf(each);
    },
    place() {
      file.flush();
      return {
        folder: dirname(path),
        files: file.paths().length,
        bytes: file.bytes(),
      };
    },
    close: () => file.close(),
  };
}

/** Newest first. A file that goes while it is read has no lines. */
function* linesOf(path: string): Generator<LogLine> {
  let text = "";
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return;
  }
  for (const line of text.split("\n").reverse()) {
    const parsed = line === "" ? undefined : parseLogLine(line);
    if (parsed) yield parsed;
  }
}

/** Facts whose texts hold nothing that looks like a secret, and errors without foreign sentences. */
function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redact(value, []);
  if (value instanceof Error) return describedError(value);
  if (typeof value !== "object" || value === null || depth > 4) return value;
  if (Array.isArray(value))
    return value.map((each) => withoutSecrets(each, depth + 1));
  const shown: Record<string, unknown> = {};
  const facts = value as Record<string, unknown>;
  for (const name of Object.keys(facts))
    shown[name] = secretName.test(name)
      ? "[hidden]"
      : withoutSecrets(facts[name], depth + 1);
  return shown;
}

/**
 * What a foreign error or an upstream says may quote a prompt (a JSON error does), so only our own
 * codes and the places in the program are kept.
 */
function describedError(error: Error): object {
  const frames = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
  const { cause } = error;
  const code = error instanceof AppError ? error.code : codeOf(error);
  return {
    name: error.name,
    ...(code !== undefined && { code }),
    frames,
    ...(cause instanceof Error && { cause: describedError(cause) }),
  };
}

function codeOf(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}
