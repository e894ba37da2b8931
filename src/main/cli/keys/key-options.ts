import { parseArgs } from "node:util";
import { cacheModes, type CacheMode } from "#shared/chat/cache-choice.ts";
import { AppError } from "#shared/errors/app-error.ts";
import {
  keyScopes,
  usualKeyScopes,
  type KeyScope,
} from "#shared/gateway/key.ts";
import { parseDecimalUsd, toNanoUsd } from "#shared/models/price.ts";
import { refuseUnmatched } from "#main/services/access/check-rules.ts";
import type { KeyWish } from "#main/services/access/issue-key.ts";
import { parseStrictly } from "../serve-options.ts";

export interface CreateKeyOptions {
  readonly wish: KeyWish;
  readonly dataDir?: string;
}

/** Throws `invalid-request` with one sentence. */
export function parseCreateKey(
  args: readonly string[],
  now: number,
): CreateKeyOptions {
  const { values } = parseStrictly(() =>
    parseArgs({
      args: [...args],
      strict: true,
      options: {
        name: { type: "string" },
        scopes: { type: "string" },
        allow: { type: "string", multiple: true },
        deny: { type: "string", multiple: true },
        rpm: { type: "string" },
        "tokens-per-day": { type: "string" },
        "usd-per-month": { type: "string" },
        cache: { type: "string" },
        expires: { type: "string" },
        "data-dir": { type: "string" },
      },
    }),
  );
  const name = values.name?.trim();
  if (!name) throw invalid("keys create needs --name NAME.");
  const rpm = readCount("rpm", values.rpm);
  const tokens = readCount("tokens-per-day", values["tokens-per-day"]);
  const money = readMoney(values["usd-per-month"]);
  const cacheMode = readCacheMode(values.cache);
  const expires = readExpiry(values.expires, now);
  const dataDir = values["data-dir"];
  return {
    wish: {
      name,
      scopes: readScopes(values.scopes),
      allow: readPatterns("allow", values.allow),
      deny: readPatterns("deny", values.deny),
      ...(rpm !== undefined && { requestsPerMinute: rpm }),
      ...(tokens !== undefined && { tokensPerDay: tokens }),
      ...(money !== undefined && { nanoUsdPerMonth: money }),
      ...(cacheMode !== undefined && { cacheMode }),
      ...(expires !== undefined && { expiresAt: expires }),
    },
    ...(dataDir !== undefined && { dataDir }),
  };
}

function readScopes(given: string | undefined): readonly KeyScope[] {
  if (given === undefined) return usualKeyScopes;
  const names = given.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !keyScopes.some((it) => it === name));
  if (unknown === undefined)
    return keyScopes.filter((it) => names.includes(it));
  throw invalid(
    `--scopes takes ${keyScopes.join(", ")} with commas between, not "${unknown}".`,
  );
}

function readPatterns(
  option: "allow" | "deny",
  given: readonly string[] = [],
): readonly string[] {
  const patterns = given.map((pattern) => pattern.trim());
  if (patterns.includes("")) throw invalid(`--${option} must not be empty.`);
  for (const pattern of patterns)
    refuseUnmatched(pattern, option, `--${option} "${pattern}"`);
  return patterns;
}

function readCount(
  option: string,
  given: string | undefined,
): number | undefined {
  if (given === undefined) return undefined;
  const count = /^\d{1,15}$/.test(given) ? Number(given) : 0;
  if (count > 0) return count;
  throw invalid(`--${option} must be a whole number from 1, not "${given}".`);
}

function readMoney(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^\d{1,6}(\.\d{1,9})?$/.test(given)) {
    return toNanoUsd(parseDecimalUsd(given));
  }
  throw invalid(
    `--usd-per-month must be an amount such as 12.50, not "${given}".`,
  );
}

function readCacheMode(given: string | undefined): CacheMode | undefined {
  if (given === undefined) return undefined;
  const mode = cacheModes.find((it) => it === given);
  if (mode !== undefined) return mode;
  throw invalid(`--cache must be ${cacheModes.join(", ")}, not "${given}".`);
}

function readExpiry(
  given: string | undefined,
  now: number,
): string | undefined {
  if (given === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}/.test(given) ? Date.parse(given) : NaN;
  if (Number.isNaN(time)) {
    throw invalid(
      `--expires must be an ISO time such as 2027-01-31T12:00:00Z, not "${given}".`,
    );
  }
  if (time > now) return new Date(time).toISOString();
  throw invalid(`--expires ${given} is over already.`);
}

function invalid(message: string): AppError {
  return new AppError("invalid-request", { message });
}
