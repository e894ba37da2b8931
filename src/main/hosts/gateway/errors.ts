import type { ServerResponse } from "node:http";

/** A refusal of our own, in the words of OpenAI's API. */
export interface GatewayError {
  readonly status: number;
  readonly type: string;
  readonly code: string;
  readonly message: string;
}

export const gatewayErrors = {
  wrongHost: {
    status: 421,
    type: "invalid_request_error",
    code: "wrong_host",
    message:
      "This server does not answer to that host name. Use its address as it was printed, port included.",
  },
  foreignOrigin: {
    status: 403,
    type: "invalid_request_error",
    code: "permission_denied",
    message:
      "Web pages of this origin may not call the gateway. Add the origin to gateway.allowedOrigins to allow it.",
  },
  noKey: {
    status: 401,
    type: "invalid_request_error",
    code: "invalid_api_key",
    message: "A valid ModelDocker key is required.",
  },
  noRoute: {
    status: 404,
    type: "invalid_request_error",
    code: "not_found",
    message: "The gateway has no such route.",
  },
  wrongMethod: {
    status: 405,
    type: "invalid_request_error",
    code: "method_not_allowed",
    message: "This route does not answer that method.",
  },
} as const satisfies Record<string, GatewayError>;

export function writeOpenAiError(
  response: ServerResponse,
  error: GatewayError,
): void {
  const { status, message, type, code } = error;
  writeJson(response, status, { error: { message, type, param: null, code } });
}

export function writeJson(
  response: ServerResponse,
  status: number,
  body: unknown,
): void {
  response
    .writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    })
    .end(JSON.stringify(body));
}
