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
  const given = inHeaders(request.rawHeaders);
  if (query.size > 0) given.push(...query.getAll("key"));
  let token: string | undefined;
  for (const text of given) {
    const other = text.trim();
    if (other === "") continue;
    if (token !== undefined && !isSameSecret(other, token))
      return { type: "conflict" };
    token ??= other;
  }
  return token === undefined ? { type: "none" } : { type: "token", token };
}

/** Carries its scheme before the key. */
const withScheme = "authorization";
/** Carry the key alone. */
const bare: readonly string[] = ["x-api-key", "x-goog-api-key"];
/** Tells most other headers apart without a look at their letters. */
const lengths: ReadonlySet<number> = new Set(
  [withScheme, ...bare].map((it) => it.length),
);

/** Each as often as it was sent: Node's own `headers` keep the first and drop the others. */
function inHeaders(raw: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const written = raw[at] ?? "";
    if (!lengths.has(written.length)) continue;
    const name = written.toLowerCase();
    const value = raw[at + 1] ?? "";
    if (name === withScheme) found.push(bearerToken(value));
    else if (bare.includes(name)) found.push(value);
  }
  return found;
}

/** Another scheme is a credential too: one that no key matches. */
function bearerToken(header: string): string {
  return /^Bearer +(.*)$/i.exec(header)?.[1] ?? header;
}
