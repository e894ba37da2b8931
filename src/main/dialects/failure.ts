import {
  AppError,
  type ErrorCode,
  type ErrorData,
} from "#shared/errors/app-error.ts";
import type { DialectName } from "./dialect.ts";
import { defined } from "./json.ts";

/** Longest piece of an upstream's own words that is kept. */
const maxUpstreamMessage = 2_000;
/** The path of a field, as upstreams write them; what is longer, or holds anything else, is no name. */
const fieldPath = /^[\p{L}\p{N}_$.:/[\]*-]{1,200}$/u;
/** As much of them as fits into a sentence. */
const maxQuoted = 160;

/** Failures after which the same call may be sent again without the risk of paying twice. */
const retryableCodes: ReadonlySet<ErrorCode> = new Set([
  "rate-limited",
  "overloaded",
  "upstream-unreachable",
]);

/** What an upstream's words mean. They are anybody's text, and every object has a `constructor`. */
export function codeTable(
  codes: Readonly<Record<string, ErrorCode>>,
): ReadonlyMap<unknown, ErrorCode> {
  return new Map(Object.entries(codes));
}

const sentences: Partial<Record<ErrorCode, string>> = {
  "invalid-request": "The upstream did not accept the request",
  "unsupported-parameter": "The upstream does not support a parameter",
  "key-rejected": "The upstream rejected the key",
  "out-of-credit": "The account has no credit left",
  forbidden: "The upstream refused this request",
  "model-not-found": "The upstream does not know this model",
  "context-too-long": "The conversation is too long for this model",
  "content-filtered": "The upstream's content filter stopped the reply",
  "rate-limited": "Too many requests; the upstream asks to wait",
  overloaded: "The upstream is overloaded",
  "upstream-failed": "The upstream failed",
  "upstream-invalid": "The upstream's answer makes no sense",
  "upstream-timeout": "The upstream took too long",
};

export interface UpstreamFailure {
  readonly code: ErrorCode;
  readonly status?: number | undefined;
  /** The upstream's own words; cut to 2,000 characters. */
  readonly upstreamMessage?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** The upstream's own verdict, where it gives one. */
  readonly retryable?: boolean | undefined;
  /** The field at fault as the upstream calls it; dropped where that is no name. */
  readonly parameter?: string | undefined;
  readonly data?: ErrorData;
}

/** One failure of an upstream as AppError; whether it may be retried is decided here and nowhere else. */
export function upstreamError(failure: UpstreamFailure): AppError {
  const { code, status } = failure;
  const upstreamMessage = failure.upstreamMessage
    ?.trim()
    .slice(0, maxUpstreamMessage);
  const words = upstreamMessage ? `: ${quoted(upstreamMessage)}` : ".";
  const number = status === undefined ? "" : ` (HTTP ${status})`;
  return new AppError(code, {
    message: `${sentences[code] ?? "The upstream failed"}${number}${words}`,
    retryable:
      failure.retryable ?? (retryableCodes.has(code) || status === 408),
    data: {
      ...failure.data,
      ...defined({
        status,
        upstreamMessage: upstreamMessage || undefined,
        retryAfterMs: failure.retryAfterMs,
        parameter: fieldPath.exec(failure.parameter ?? "")?.[0],
      }),
    },
  });
}

/** The same failure with the dialect in whose words it names a parameter, if it names one. */
export function namedIn(error: AppError, dialect: DialectName): AppError {
  if (error.data["parameter"] === undefined) return error;
  const data = { ...error.data, dialect };
  return new AppError(error.code, { ...error.toJSON(), data });
}

/** The beginning of an upstream's own words on one line, cut between two of them; the rest is in `data`. */
function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  if (line.length <= maxQuoted) return line;
  const cut = line.slice(0, maxQuoted);
  const gap = cut.lastIndexOf(" ");
  return `${cut.slice(0, gap > maxQuoted / 2 ? gap : undefined)} …`;
}

/** What an HTTP status alone says; the upstream's own code comes first. */
export function codeOfStatus(status: number): ErrorCode {
  const exact = statusCodes[status];
  if (exact) return exact;
  if (status >= 500) return "upstream-failed";
  return status >= 400 ? "invalid-request" : "upstream-invalid";
}

const statusCodes: Readonly<Record<number, ErrorCode>> = {
  401: "key-rejected",
  402: "out-of-credit",
  403: "forbidden",
  404: "model-not-found",
  408: "upstream-timeout",
  429: "rate-limited",
  503: "overloaded",
  504: "upstream-timeout",
  524: "upstream-timeout",
  529: "overloaded",
};
