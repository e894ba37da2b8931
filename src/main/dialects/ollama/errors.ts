import type { AppError, ErrorJson } from "#shared/errors/app-error.ts";
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
    code: status === undefined ? "upstream-failed" : codeOfStatus(status),
    status,
    upstreamMessage: message ?? filledString(reply.body),
    retryAfterMs: reply.retryAfterMs,
  });
}

export function serveError(error: ErrorJson): JsonObject {
  return { error: error.message };
}
