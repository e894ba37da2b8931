import type {
  AppError,
  ErrorCode,
  ErrorJson,
} from "#shared/errors/app-error.ts";
import type { FailedReply } from "../dialect.ts";
import { codeOfStatus, codeTable, upstreamError } from "../failure.ts";
import {
  arrayOf,
  countOf,
  filledString,
  isObject,
  objectOf,
  type JsonObject,
} from "../json.ts";

const codesByStatus = codeTable({
  INVALID_ARGUMENT: "invalid-request",
  FAILED_PRECONDITION: "invalid-request",
  OUT_OF_RANGE: "invalid-request",
  UNAUTHENTICATED: "key-rejected",
  PERMISSION_DENIED: "forbidden",
  NOT_FOUND: "model-not-found",
  RESOURCE_EXHAUSTED: "rate-limited",
  INTERNAL: "upstream-failed",
  UNAVAILABLE: "overloaded",
  DEADLINE_EXCEEDED: "upstream-timeout",
});

/** `{error:{code,message,status,details}}`, alone or as the first of a list. */
export function readError(reply: FailedReply): AppError {
  const outer = Array.isArray(reply.body) ? reply.body[0] : reply.body;
  const body = objectOf(outer) ?? {};
  const error = objectOf(body.error) ?? body;
  const details = arrayOf(error.details).filter(isObject);
  const status = reply.status ?? countOf(error.code);
  return upstreamError({
    code: codeOf(error, details, status),
    status,
    upstreamMessage: filledString(error.message) ?? filledString(reply.body),
    retryAfterMs: reply.retryAfterMs ?? retryDelay(details),
  });
}

/** A wrong key is a 400 here; only the reason tells it from a wrong argument. */
function codeOf(
  error: JsonObject,
  details: readonly JsonObject[],
  status: number | undefined,
): ErrorCode {
  if (details.some(({ reason }) => reason === "API_KEY_INVALID"))
    return "key-rejected";
  const byWord = codesByStatus.get(error.status);
  if (byWord) return byWord;
  return status === undefined ? "upstream-failed" : codeOfStatus(status);
}

function retryDelay(details: readonly JsonObject[]): number | undefined {
  for (const { retryDelay: delay } of details) {
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(filledString(delay) ?? "")?.[1];
    if (seconds !== undefined) return Math.ceil(Number(seconds) * 1000);
  }
  return undefined;
}

const served: Partial<Record<ErrorCode, readonly [number, string]>> = {
  "invalid-request": [400, "INVALID_ARGUMENT"],
  "unsupported-parameter": [400, "INVALID_ARGUMENT"],
  "context-too-long": [400, "INVALID_ARGUMENT"],
  "content-filtered": [400, "INVALID_ARGUMENT"],
  denied: [403, "PERMISSION_DENIED"],
  "over-budget": [429, "RESOURCE_EXHAUSTED"],
  forbidden: [403, "PERMISSION_DENIED"],
  "model-not-found": [404, "NOT_FOUND"],
  "not-found": [404, "NOT_FOUND"],
  "out-of-credit": [402, "RESOURCE_EXHAUSTED"],
  "rate-limited": [429, "RESOURCE_EXHAUSTED"],
  "queue-timeout": [429, "RESOURCE_EXHAUSTED"],
  overloaded: [503, "UNAVAILABLE"],
  "no-target": [503, "UNAVAILABLE"],
  "upstream-timeout": [504, "DEADLINE_EXCEEDED"],
};

export function serveError(error: ErrorJson): JsonObject {
  const [code, status] = served[error.code] ?? [502, "INTERNAL"];
  return { error: { code, message: error.message, status } };
}
