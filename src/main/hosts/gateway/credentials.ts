import type { IncomingMessage } from "node:http";
import { isSameSecret } from "../loopback/request-checks.ts";

export type Credential =
  | { readonly type: "none" }
  | { readonly type: "conflict" }
  | { readonly type: "token"; readonly token: string };

/** The one place that reads a client's credential, wherever its SDK puts it. */
export function readCredential(
  request: IncomingMessage,
  query: URLSearchParams,
): Credential {
  const { headersDistinct: headers } = request;
  const given = [
    ...(headers.authorization ?? []).map(bearerToken),
    ...(headers["x-api-key"] ?? []),
    ...(headers["x-goog-api-key"] ?? []),
    ...query.getAll("key"),
  ].map((token) => token.trim());
  const [token, ...others] = given.filter((text) => text !== "");
  if (token === undefined) return { type: "none" };
  return others.every((other) => isSameSecret(other, token))
    ? { type: "token", token }
    : { type: "conflict" };
}

/** Another scheme is a credential too: one that no key matches. */
function bearerToken(header: string): string {
  return /^Bearer +(.*)$/i.exec(header)?.[1] ?? header;
}
