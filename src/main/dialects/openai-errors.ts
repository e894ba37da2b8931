import type {
  AppError,
  ErrorCode,
  ErrorJson,
} from "#shared/errors/app-error.ts";
import type { FailedReply } from "./dialect.ts";
import { codeOfStatus, codeTable, upstreamError } from "./failure.ts";
import {
  arrayOf,
  filledString,
  isObject,
  objectOf,
  type JsonObject,
} from "./json.ts";

/** Words of `error.code`, `error.type` and `metadata.error_type` that mean one thing wherever they stand. */
const codesByWord = codeTable({
  context_length_exceeded: "context-too-long",
  token_limit_exceeded: "context-too-long",
  exceed_context_size_error: "context-too-long",
  authentication: "key-rejected",
  authentication_error: "key-rejected",
  invalid_api_key: "key-rejected",
  payment_required: "out-of-credit",
  insufficient_quota: "out-of-credit",
  insufficient_credits: "out-of-credit",
  permission_denied: "forbidden",
  model_not_found: "model-not-found",
  content_policy_violation: "content-filtered",
  content_filter: "content-filtered",
  refusal: "content-filtered",
  invalid_prompt: "content-filtered",
  image_content_policy_violation: "content-filtered",
  invalid_image: "invalid-request",
  invalid_image_format: "invalid-request",
  invalid_image_mode: "invalid-request",
  invalid_image_url: "invalid-request",
  invalid_base64_image: "invalid-request",
  image_too_large: "invalid-request",
  image_too_small: "invalid-request",
  image_parse_error: "invalid-request",
  image_file_too_large: "invalid-request",
  image_file_not_found: "invalid-request",
  unsupported_image_media_type: "invalid-request",
  empty_image_file: "invalid-request",
  failed_to_download_image: "invalid-request",
  rate_limit_exceeded: "rate-limited",
  provider_overloaded: "overloaded",
  overloaded_error: "overloaded",
  timeout: "upstream-timeout",
  unsupported_parameter: "unsupported-parameter",
  unsupported_value: "unsupported-parameter",
});

/** What `error.type` means where no status says it: within a stream, or in a reply of status 200. */
const codesByType = codeTable({
  invalid_request_error: "invalid-request",
  request_too_large: "invalid-request",
  permission_error: "forbidden",
  not_found_error: "model-not-found",
  billing_error: "out-of-credit",
  rate_limit_error: "rate-limited",
  timeout_error: "upstream-timeout",
});

/** The failure that an error reply, or an error inside a stream, means. */
export function readError(reply: FailedReply): AppError {
  const error = errorObject(reply.body);
  const metadata = objectOf(error.metadata) ?? {};
  const availability =
    objectOf(error.availability) ?? objectOf(metadata.availability) ?? {};
  const status = reply.status ?? statusOf(error);
  return upstreamError({
    code: codeOf(error, metadata, status),
    status,
    upstreamMessage: messageOf(error, metadata, reply.body),
    retryAfterMs:
      reply.retryAfterMs ??
      seconds(availability.retry_after) ??
      seconds(metadata.retry_after_seconds),
    retryable:
      typeof availability.retryable === "boolean"
        ? availability.retryable
        : undefined,
    parameter: filledString(error.param),
  });
}

/** The object that says what went wrong, wherever an upstream puts it. */
function errorObject(body: unknown): JsonObject {
  const outer = Array.isArray(body) ? body[0] : body;
  if (!isObject(outer)) return {};
  if (isObject(outer.error)) return outer.error;
  if (typeof outer.error === "string")
    return { ...outer, message: outer.message ?? outer.error };
  return outer;
}

function statusOf(error: JsonObject): number | undefined {
  const code = Number(error.code ?? error.status);
  return Number.isInteger(code) && code >= 400 && code < 600 ? code : undefined;
}

function codeOf(
  error: JsonObject,
  metadata: JsonObject,
  status: number | undefined,
): ErrorCode {
  const words = [metadata.error_type, error.error_type, error.code, error.type];
  for (const word of words) {
    const code = codesByWord.get(word);
    if (code) return code;
  }
  const moderated =
    Array.isArray(metadata.reasons) || metadata.flagged_input !== undefined;
  if (status === 403 && moderated) return "content-filtered";
  if (status !== undefined) return codeOfStatus(status);
  return codesByType.get(error.type) ?? "upstream-failed";
}

function messageOf(
  error: JsonObject,
  metadata: JsonObject,
  body: unknown,
): string | undefined {
  const own = filledString(error.message) ?? detailOf(error.detail);
  const raw =
    filledString(metadata.raw) ??
    (isObject(metadata.raw) ? JSON.stringify(metadata.raw) : undefined);
  if (own && raw && !own.includes(raw)) return `${own}: ${raw}`;
  return own ?? raw ?? filledString(body);
}

function detailOf(detail: unknown): string | undefined {
  const first = objectOf(arrayOf(detail)[0]);
  return filledString(detail) ?? filledString(first?.msg);
}

function seconds(value: unknown): number | undefined {
  const number = Number(value);
  return value !== null && value !== "" && number >= 0 && number < 1e7
    ? Math.ceil(number * 1000)
    : undefined;
}

/** Our codes in the words of this dialect. */
const typesByCode: Partial<Record<ErrorCode, readonly [string, string]>> = {
  "invalid-request": ["invalid_request_error", "invalid_request_error"],
  "unsupported-parameter": ["invalid_request_error", "unsupported_parameter"],
  "context-too-long": ["invalid_request_error", "context_length_exceeded"],
  "content-filtered": ["invalid_request_error", "content_policy_violation"],
  "model-not-found": ["invalid_request_error", "model_not_found"],
  "not-found": ["invalid_request_error", "model_not_found"],
  denied: ["permission_error", "permission_denied"],
  forbidden: ["permission_error", "permission_denied"],
  "rate-limited": ["rate_limit_error", "rate_limit_exceeded"],
  "queue-timeout": ["rate_limit_error", "rate_limit_exceeded"],
  "over-budget": ["insufficient_quota", "insufficient_quota"],
  "out-of-credit": ["insufficient_quota", "insufficient_credit"],
  "no-target": ["api_error", "no_target_available"],
  overloaded: ["api_error", "overloaded"],
  "upstream-timeout": ["api_error", "upstream_timeout"],
};

/** An error body: `{error:{message,type,param,code}}`. */
export function serveError(error: ErrorJson): JsonObject {
  const [type, code] = typesByCode[error.code] ?? [
    "api_error",
    "upstream_error",
  ];
  return {
    error: {
      message: error.message,
      type,
      param: filledString(error.data.parameter) ?? null,
      code,
    },
  };
}
