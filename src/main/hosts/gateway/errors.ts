import type { ErrorJson } from "#shared/errors/app-error.ts";

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
  /** Asking again helps only when somebody has mended something, though the status does not say so. */
  readonly isFinal?: true;
}

export const refusals = {
  noHost: {
    status: 400,
    code: "invalid_request_error",
    message:
      "The request has no Host header. Send the gateway's address in it.",
    parameter: "host",
  },
  twoHosts: {
    status: 400,
    code: "invalid_request_error",
    message: "The request has more than one Host header. Send one.",
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
  busyDoor: {
    status: 503,
    code: "overloaded",
    message:
      "Too many keys that begin like this one are being checked. Try again in a moment.",
    retryAfterMs: 1_000,
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
  tooManyHeaders: {
    status: 431,
    code: "invalid_request_error",
    message: "The request has more headers than the gateway takes.",
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

/** What no second try of the client's mends, whatever their status makes it think. */
const lasting: ReadonlySet<ErrorJson["code"]> = new Set([
  "key-rejected",
  "secret-missing",
  "over-budget",
]);

/** These failures name files of this machine in their sentences. */
const ownAffairs: Refusal = {
  status: 503,
  code: "no_target_available",
  message: "The model could not be run on the server. Its log says why.",
};
/** Passes as soon as there is room, and nobody but who runs the gateway can make some. */
const diskFull: Refusal = {
  status: 503,
  code: "overloaded",
  message: "The gateway's disk is full. Free some space there, then try again.",
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
  if (code === "store-full") return diskFull;
  const answer = answers[code];
  if (answer === undefined) return internal;
  const [status, word] = answer;
  const { parameter, retryAfterMs, status: upstream, quota, cacheMiss } = data;
  const isFinal = quota === true || lasting.has(code);
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
    ...(isFinal ? { isFinal } : {}),
  };
}
