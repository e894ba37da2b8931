import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const ownNames: ReadonlySet<string> = new Set([
  "127.0.0.1",
  "localhost",
  "[::1]",
]);

/** Names by which a loopback server may be addressed, its port included: a rebound name is not among them. */
export function isOwnHost(
  host: string | undefined,
  port: number,
  allowedHosts: readonly string[] = [],
): boolean {
  if (host === undefined) return false;
  const asked = host.toLowerCase();
  const end = `:${port}`;
  if (asked.endsWith(end) && ownNames.has(asked.slice(0, -end.length)))
    return true;
  // A browser leaves the scheme's own port out.
  if (port === 80 && ownNames.has(asked)) return true;
  return allowedHosts.includes(asked);
}

/** Whether a page of another origin sends this. A request without an Origin is no page's, or a plain load. */
export function isForeignOrigin(
  headers: IncomingHttpHeaders,
  allowedOrigins: readonly string[] = [],
): boolean {
  const { origin, host } = headers;
  if (origin !== undefined) {
    return origin !== `http://${host}` && !allowedOrigins.includes(origin);
  }
  return headers["sec-fetch-site"] === "cross-site";
}

/** Compares in a time that tells nothing, whatever the lengths. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
