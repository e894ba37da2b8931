import type { GatewayResponse } from "./gateway-response.ts";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import { drainRequest } from "./drain-request.ts";
import { beginJson, writeJsonText } from "./write-json.ts";

/** Whose clients a route is for, and so what its errors look like. */
export type ErrorShape = "openai" | "anthropic" | "google";

/** A failure as it is answered. */
export interface Refusal {
  readonly status: number;
  /** In the words of OpenAI's API. */
  readonly code: string;
  /** One sentence that says what to do: no secret, no path. */
  readonly message: string;
  /** The parameter at fault. */
  readonly parameter?: string;
  readonly retryAfterMs?: number;
}

export const refusals = {
  noHost: {
    status: 400,
    code: "invalid_request_error",
    message:
      "The request has no Host header. Send the gateway's address in it.",
    parameter: "host",
  },
  wrongHost: {
    status: 421,
    code: "wrong_host",
    message:
      "This server does not answer to that host name. Use its address as it was printed, port included.",
  },
  expectation: {
    status: 417,
    code: "invalid_request_error",
    message: "The gateway meets no other expectation than 100-continue.",
    parameter: "expect",
  },
  foreignOrigin: {
    status: 403,
    code: "permission_denied",
    message:
      "Web pages of this origin may not call the gateway. Add the origin to gateway.allowedOrigins to allow it.",
  },
  noKey: {
    status: 401,
    code: "invalid_api_key",
    message: "A valid ModelDocker key is required.",
  },
  expiredKey: {
    status: 401,
    code: "invalid_api_key",
    message: "This ModelDocker key has expired. Make a new one.",
  },
  revokedKey: {
    status: 401,
    code: "invalid_api_key",
    message: "This ModelDocker key was revoked. Make a new one.",
  },
  twoKeys: {
    status: 400,
    code: "invalid_request_error",
    message:
      "The request carries two different credentials. Send the key once.",
    parameter: "authorization",
  },
  scope: {
    status: 403,
    code: "permission_denied",
    message: "This key does not have the scope that the route needs.",
  },
  noResponse: {
    status: 404,
    code: "previous_response_not_found",
    message:
      "No such reply is remembered for this key. Replies are kept for an hour, unless store is false; send the whole conversation instead.",
    parameter: "previous_response_id",
  },
  unknownResponse: {
    status: 404,
    code: "response_not_found",
    message:
      "No such reply is remembered for this key. Replies are kept for an hour, unless store is false.",
    parameter: "response_id",
  },
  noRoute: {
    status: 404,
    code: "not_found",
    message: "The gateway has no such route.",
  },
  wrongMethod: {
    status: 405,
    code: "method_not_allowed",
    message: "This route does not answer that method.",
  },
  wrongType: {
    status: 415,
    code: "unsupported_media_type",
    message: "Send the body as application/json.",
  },
  compressed: {
    status: 415,
    code: "unsupported_media_type",
    message: "Send the body as it is, without a content-encoding.",
  },
  tooLarge: {
    status: 413,
    code: "request_too_large",
    message:
      "The body is larger than the gateway takes; see gateway.maxBodyBytes.",
  },
  tooSlow: {
    status: 408,
    code: "request_timeout",
    message: "The body came too slowly. Send it again.",
  },
  stopping: {
    status: 503,
    code: "overloaded",
    message: "ModelDocker is starting or stopping. Try again in a moment.",
    retryAfterMs: 1_000,
  },
} as const satisfies Record<string, Refusal>;

type Answer = readonly [status: number, code: string];

const answers: Partial<Record<ErrorJson["code"], Answer>> = {
  "invalid-request": [400, "invalid_request_error"],
  "unsupported-parameter": [400, "invalid_request_error"],
  "context-too-long": [400, "context_length_exceeded"],
  "content-filtered": [400, "content_policy_violation"],
  "not-found": [404, "model_not_found"],
  "model-not-found": [404, "model_not_found"],
  conflict: [400, "invalid_request_error"],
  denied: [403, "permission_denied"],
  "private-chat": [403, "permission_denied"],
  forbidden: [403, "permission_denied"],
  "out-of-credit": [402, "insufficient_credit"],
  "rate-limited": [429, "rate_limit_exceeded"],
  "queue-timeout": [429, "rate_limit_exceeded"],
  "key-rejected": [502, "upstream_error"],
  "upstream-failed": [502, "upstream_error"],
  "upstream-invalid": [502, "upstream_error"],
  "upstream-unreachable": [502, "upstream_error"],
  "stream-interrupted": [502, "upstream_error"],
  interrupted: [502, "upstream_error"],
  overloaded: [503, "overloaded"],
  "no-target": [503, "no_target_available"],
  "secret-missing": [503, "no_target_available"],
  "upstream-timeout": [504, "upstream_timeout"],
  "over-budget": [429, "insufficient_quota"],
  aborted: [499, "aborted"],
};

/** These failures name files of this machine in their sentences. */
const ownAffairs: Refusal = {
  status: 503,
  code: "no_target_available",
  message: "The model could not be run on the server. Its log says why.",
};
const internal: Refusal = {
  status: 500,
  code: "internal_error",
  message: "Something went wrong in the gateway. Its log says what.",
};

/** What a failure of the inside is answered as. */
export function refusalFor(error: ErrorJson): Refusal {
  const { code, message, data } = error;
  if (code.startsWith("local-") || code.startsWith("file-")) return ownAffairs;
  const answer = answers[code];
  if (answer === undefined) return internal;
  const [status, word] = answer;
  const { parameter, retryAfterMs, status: upstream, quota, cacheMiss } = data;
  return {
    status: upstream === 413 ? 413 : cacheMiss === true ? 504 : status,
    code:
      quota === true
        ? "insufficient_quota"
        : cacheMiss === true
          ? "cache_miss"
          : word,
    message,
    ...(typeof parameter === "string" ? { parameter } : {}),
    ...(typeof retryAfterMs === "number" ? { retryAfterMs } : {}),
  };
}

const anthropicTypes: Readonly<Record<number, string>> = {
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  503: "overloaded_error",
  504: "timeout_error",
};
const googleStatuses: Readonly<Record<number, string>> = {
  401: "UNAUTHENTICATED",
  402: "RESOURCE_EXHAUSTED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  405: "UNIMPLEMENTED",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};
const openAiTypes: Readonly<Record<number, string>> = {
  401: "authentication_error",
  402: "insufficient_quota",
  403: "permission_error",
  429: "rate_limit_error",
};

export function errorBody(refusal: Refusal, shape: ErrorShape): object {
  const { status, message, code, parameter } = refusal;
  const isOurs = status >= 500;
  if (shape === "anthropic") {
    const usual = isOurs ? "api_error" : "invalid_request_error";
    const type = anthropicTypes[status] ?? usual;
    return { type: "error", error: { type, message } };
  }
  if (shape === "google") {
    const usual = isOurs ? "INTERNAL" : "INVALID_ARGUMENT";
    const word = googleStatuses[status] ?? usual;
    return { error: { code: status, message, status: word } };
  }
  const usual = isOurs ? "api_error" : "invalid_request_error";
  const type = openAiTypes[status] ?? usual;
  return { error: { message, type, param: parameter ?? null, code } };
}

export function writeRefusal(
  response: GatewayResponse,
  refusal: Refusal,
  shape: ErrorShape,
): void {
  const { status, retryAfterMs } = refusal;
  const wait = retryAfterMs ?? (status === 429 ? 1_000 : undefined);
  if (wait !== undefined)
    response.tell("retry-after", Math.max(1, Math.ceil(wait / 1_000)));
  const text = JSON.stringify(errorBody(refusal, shape));
  if (response.req.complete) return writeJsonText(response, status, text);
  response.tell("connection", "close");
  beginJson(response, status, text).write(text);
  response.isTold = true;
  void drainRequest(response.req).then(() => response.end());
}
