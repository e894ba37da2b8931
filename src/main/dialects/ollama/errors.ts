import type {
  AppError,
  ErrorCode,
  ErrorJson,
} from "#shared/errors/app-error.ts";
import type { FailedReply } from "../dialect.ts";
import { codeOfStatus, upstreamError } from "../failure.ts";
import { countOf, filledString, objectOf, type JsonObject } from "../json.ts";

/** `{"error":"…"}`, as a body or as a line of the stream. */
export function readError(reply: FailedReply): AppError {
  const body = objectOf(reply.body) ?? {};
  const status =
    reply.status ?? countOf(body.status_code) ?? countOf(body.StatusCode);
  const message =
    filledString(body.error) ?? filledString(objectOf(body.error)?.message);
  return upstreamError({
    code: codeOf(status, message ?? ""),
    status,
    upstreamMessage: message ?? filledString(reply.body),
    retryAfterMs: reply.retryAfterMs,
  });
}

/** There are no codes here, only words. */
function codeOf(status: number | undefined, message: string): ErrorCode {
  if (/\b(?:context length|context size)\b/i.test(message))
    return "context-too-long";
  return status === undefined ? "upstream-failed" : codeOfStatus(status);
}

export function serveError(error: ErrorJson): JsonObject {
  return { error: error.message };
}
