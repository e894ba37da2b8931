import type { GatewayResponse } from "./gateway-response.ts";

export function writeJson(
  response: GatewayResponse,
  status: number,
  body: unknown,
): void {
  writeJsonText(response, status, JSON.stringify(body));
}

/** A text that is JSON already. */
export function writeJsonText(
  response: GatewayResponse,
  status: number,
  text: string,
): void {
  beginJson(response, status, text).end(text);
}

/** The head of a reply with this text. With its length, head and body are one write; without, three pieces. */
export function beginJson(
  response: GatewayResponse,
  status: number,
  text: string,
): GatewayResponse {
  return response.begin(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
}
