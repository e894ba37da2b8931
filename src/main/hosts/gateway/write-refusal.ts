import { drainRequest } from "./drain-request.ts";
import type { Refusal } from "./errors.ts";
import type { GatewayResponse } from "./gateway-response.ts";
import { beginJson, writeJsonText } from "./write-json.ts";

/** Whose clients a route is for, and so what its errors look like. */
export type ErrorShape = "openai" | "anthropic" | "google";

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

/** A refusal in the words of its client's dialect. */
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

/** Answers it; who still sends a body is heard out first. */
export function writeRefusal(
  response: GatewayResponse,
  refusal: Refusal,
  shape: ErrorShape,
): void {
  const { status, retryAfterMs } = refusal;
  const wait = retryAfterMs ?? (status === 429 ? 1_000 : undefined);
  if (wait !== undefined)
    response.tell("retry-after", Math.max(1, Math.ceil(wait / 1_000)));
  // Clients that wait for better times, some of them on 401 too, know this header.
  if (isLasting(refusal)) response.tell("x-should-retry", "false");
  const text = JSON.stringify(errorBody(refusal, shape));
  if (response.req.complete) return writeJsonText(response, status, text);
  response.tell("connection", "close");
  beginJson(response, status, text).write(text);
  response.isTold = true;
  void drainRequest(response.req).then(() => response.end());
}

/** Whether the same request would be refused again, however long its client waits. */
function isLasting({ status, isFinal }: Refusal): boolean {
  return isFinal ?? (status < 500 && status !== 408 && status !== 429);
}
