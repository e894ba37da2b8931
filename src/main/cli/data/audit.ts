import { existsSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { AppError } from "#shared/errors/app-error.ts";
import { dataDirPaths } from "#main/adapters/data-dir/data-dir.ts";
import { auditLine } from "#main/domain/audit/audit-line.ts";
import { openAuditLog } from "#main/adapters/sqlite/audit/open-audit-log.ts";
import type { AuditEvent } from "#shared/gateway/audit.ts";
import { parseStrictly } from "../serve-options.ts";
import {
  dataDirOf,
  hasData,
  withData,
  type DataCommandDependencies,
} from "./with-data.ts";

/** `audit export`: one line of JSON per request at the gateway, oldest first. */
export async function audit(
  dependencies: DataCommandDependencies,
): Promise<number> {
  const [action, ...args] = dependencies.args;
  if (action !== "export") {
    throw invalid("audit takes export; see modeldocker --help.");
  }
  const { values } = parseStrictly(() =>
    parseArgs({
      args: [...args],
      strict: true,
      options: { "data-dir": { type: "string" }, since: { type: "string" } },
    }),
  );
  const since = readTime(values.since);
  const folder = dataDirOf(values["data-dir"], dependencies.environment);
  if (!hasData(folder) || !existsSync(dataDirPaths(folder).audit)) return 0;
  await withData(folder, dependencies, async ({ audit: path, key }) => {
    const log = openAuditLog({ path, key, clock: { now: Date.now } });
    try {
      const lines = Readable.from(linesOf(log.readAll({ since })));
      await pipeline(lines, process.stdout, { end: false });
    } finally {
      log.close();
    }
  });
  return 0;
}

function* linesOf(events: Iterable<AuditEvent>): Generator<string> {
  for (const event of events) yield auditLine(event);
}

function readTime(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}/.test(given) ? Date.parse(given) : NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw invalid(
    `--since must be an ISO time such as 2027-01-31T12:00:00Z, not "${given}".`,
  );
}

function invalid(message: string): AppError {
  return new AppError("invalid-request", { message });
}
