import type { CacheChoice } from "#shared/chat/cache-choice.ts";
import {
  usualKeyScopes,
  type KeyScope,
  type KeyView,
} from "#shared/gateway/key.ts";
import { likelyPatterns } from "#shared/gateway/rule-pattern.ts";
import { readUsd } from "#renderer/format/read-usd.ts";
import type { KeyWish } from "#renderer/stores/gateway-keys.ts";

export const expiryChoices = [
  "never",
  "week",
  "month",
  "quarter",
  "year",
  "date",
] as const;
export type ExpiryChoice = (typeof expiryChoices)[number];

/** A key as it is typed. */
export interface KeyDraft {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** Patterns, one a line. */
  readonly allow: string;
  readonly deny: string;
  readonly requestsPerMinute: string;
  readonly tokensPerDay: string;
  /** Dollars. */
  readonly usdPerMonth: string;
  readonly cache: CacheChoice;
  readonly expiry: ExpiryChoice;
  /** `2026-12-31`, for `date`. */
  readonly expiryDate: string;
}

export type KeyProblem =
  | "name"
  | "scopes"
  | "allow"
  | "deny"
  | "requestsPerMinute"
  | "tokensPerDay"
  | "usdPerMonth"
  | "expiryDate";

export const emptyKeyDraft: KeyDraft = {
  name: "",
  scopes: usualKeyScopes,
  allow: "",
  deny: "",
  requestsPerMinute: "",
  tokensPerDay: "",
  usdPerMonth: "",
  cache: "settings",
  expiry: "never",
  expiryDate: "",
};

export function keyDraftOf(key: KeyView): KeyDraft {
  const { requestsPerMinute, tokensPerDay, nanoUsdPerMonth } = key.limits;
  return {
    name: key.name,
    scopes: key.scopes,
    allow: key.allow.join("\n"),
    deny: key.deny.join("\n"),
    requestsPerMinute: numberText(requestsPerMinute?.limit),
    tokensPerDay: numberText(tokensPerDay?.limit),
    usdPerMonth:
      nanoUsdPerMonth === undefined ? "" : String(nanoUsdPerMonth.limit / 1e9),
    cache: key.cacheMode ?? "settings",
    expiry: key.expiresAt === undefined ? "never" : "date",
    expiryDate: key.expiresAt === undefined ? "" : dateText(key.expiresAt),
  };
}

function numberText(value: number | undefined): string {
  return value === undefined ? "" : String(value);
}

/** The day on this computer's calendar, as a date field has it. */
function dateText(time: string): string {
  const date = new Date(time);
  const two = (part: number) => String(part).padStart(2, "0");
  return [
    date.getFullYear(),
    two(date.getMonth() + 1),
    two(date.getDate()),
  ].join("-");
}

const days: Readonly<Record<Exclude<ExpiryChoice, "never" | "date">, number>> =
  { week: 7, month: 30, quarter: 90, year: 365 };

/** The wish that a draft stands for, or what is wrong with it. `now` is milliseconds since 1970. */
export function readKeyDraft(
  draft: KeyDraft,
  now: number,
): { readonly wish: KeyWish } | { readonly problems: ReadonlySet<KeyProblem> } {
  const requestsPerMinute = readWhole(draft.requestsPerMinute);
  const tokensPerDay = readWhole(draft.tokensPerDay);
  const nanoUsdPerMonth = readLimit(draft.usdPerMonth);
  const expiresAt = readExpiry(draft, now);
  const name = draft.name.trim();
  const [allow, deny] = [patternLines(draft.allow), patternLines(draft.deny)];
  const wrong: Readonly<Record<KeyProblem, boolean>> = {
    name: name === "" || name.length > 80,
    scopes: draft.scopes.length === 0,
    allow: !canMatch(allow),
    deny: !canMatch(deny),
    requestsPerMinute: requestsPerMinute === "wrong",
    tokensPerDay: tokensPerDay === "wrong",
    usdPerMonth: nanoUsdPerMonth === "wrong",
    expiryDate: expiresAt === "wrong",
  };
  const problems = (Object.keys(wrong) as KeyProblem[]).filter(
    (part) => wrong[part],
  );
  if (problems.length > 0) return { problems: new Set(problems) };
  return {
    wish: {
      name,
      scopes: [...draft.scopes],
      allow: [...allow],
      deny: [...deny],
      ...(typeof requestsPerMinute === "number" ? { requestsPerMinute } : {}),
      ...(typeof tokensPerDay === "number" ? { tokensPerDay } : {}),
      ...(typeof nanoUsdPerMonth === "number" ? { nanoUsdPerMonth } : {}),
      ...(draft.cache === "settings" ? {} : { cacheMode: draft.cache }),
      ...(expiresAt === undefined || expiresAt === "wrong"
        ? {}
        : { expiresAt }),
    },
  };
}

export function patternLines(text: string): readonly string[] {
  const all = text.split("\n").map((line) => line.trim());
  return [...new Set(all)].filter((line) => line !== "");
}

function canMatch(patterns: readonly string[]): boolean {
  return patterns.every((it) => likelyPatterns(it) === undefined);
}

type Read<Value> = Value | undefined | "wrong";

/** `1,000` and `1 000` are a thousand. */
function readWhole(text: string): Read<number> {
  const digits = text.replaceAll(/[\s,_]/g, "");
  if (digits === "") return undefined;
  const value = Number(digits);
  return /^\d+$/.test(digits) && value >= 1 && Number.isSafeInteger(value)
    ? value
    : "wrong";
}

/** At least a billionth: a key that may spend nothing is one to revoke. */
function readLimit(text: string): Read<number> {
  const value = readUsd(text);
  return value === 0 ? "wrong" : value;
}

function readExpiry(
  { expiry, expiryDate }: KeyDraft,
  now: number,
): Read<string> {
  if (expiry === "never") return undefined;
  if (expiry !== "date")
    return new Date(now + days[expiry] * 86_400_000).toISOString();
  // The key lives to the end of that day, as people mean it.
  const end = new Date(`${expiryDate}T23:59:59`);
  return Number.isNaN(end.getTime()) || end.getTime() <= now
    ? "wrong"
    : end.toISOString();
}
