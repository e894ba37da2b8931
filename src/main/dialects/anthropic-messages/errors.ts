import type {
  AppError,
  ErrorCode,
  ErrorJson,
} from "#shared/errors/app-error.ts";
import type { FailedReply } from "../dialect.ts";
import { codeOfStatus, codeTable, upstreamError } from "../failure.ts";
import { readError as readOpenAiError } from "../openai-errors.ts";
import { filledString, isObject, objectOf, type JsonObject } from "../json.ts";

const codesByType = codeTable({
  invalid_request_error: "invalid-request",
  authentication_error: "key-rejected",
  billing_error: "out-of-credit",
  permission_error: "forbidden",
  not_found_error: "model-not-found",
  request_too_large: "invalid-request",
  rate_limit_error: "rate-limited",
  timeout_error: "upstream-timeout",
  overloaded_error: "overloaded",
});

/** `{type:"error", error:{type,message}}`, as a body or inside a stream. */
export function readError(reply: FailedReply): AppError {
  const body = objectOf(reply.body) ?? {};
  const error = objectOf(body.error) ?? body;
  const { status } = reply;
  const code = codesByType.get(error.type);
  // Servers that imitate this dialect tell errors as they do in OpenAI's.
  if (code === undefined && isObject(reply.body)) return readOpenAiError(reply);
  return upstreamError({
    code:
      code ?? (status === undefined ? "upstream-failed" : codeOfStatus(status)),
    status,
    upstreamMessage: filledString(error.message) ?? textOf(reply.body),
    retryAfterMs: reply.retryAfterMs,
  });
}

function textOf(body: unknown): string | undefined {
  return isObject(body) ? undefined : filledString(body);
}

const typesByCode: Partial<Record<ErrorCode, string>> = {
  "invalid-request": "invalid_request_error",
  "unsupported-parameter": "invalid_request_error",
  "context-too-long": "invalid_request_error",
  "content-filtered": "invalid_request_error",
  "model-not-found": "not_found_error",
  "not-found": "not_found_error",
  denied: "permission_error",
  "over-budget": "rate_limit_error",
  forbidden: "permission_error",
  "out-of-credit": "billing_error",
  "rate-limited": "rate_limit_error",
  "queue-timeout": "rate_limit_error",
  overloaded: "overloaded_error",
  "no-target": "overloaded_error",
  "upstream-timeout": "timeout_error",
};

export function serveError(error: ErrorJson): JsonObject {
  const type = typesByCode[error.code] ?? "api_error";
  return { type: "error", error: { type, message: error.message } };
}
