import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "#shared/errors/app-error.ts";
import type { GatewayCall } from "#main/services/gateway/gateway.ts";

/** What the request's headers say about the cache. Throws `invalid-request`. */
export function readCacheWish(
  headers: IncomingHttpHeaders,
): GatewayCall["cache"] {
  const wish = headers["x-modeldocker-cache"];
  const ttl = headers["x-modeldocker-cache-ttl"];
  if (wish !== undefined && !["on", "off", "only"].includes(String(wish)))
    throw invalid("x-modeldocker-cache", "must be on, off or only");
  const seconds = Number(ttl);
  if (ttl !== undefined && !(Number.isSafeInteger(seconds) && seconds > 0))
    throw invalid("x-modeldocker-cache-ttl", "must be whole seconds from 1");
  return {
    ...(wish === "off" ? { mode: "off" as const } : {}),
    ...(wish === "on" || wish === "only" ? { mode: "always" as const } : {}),
    ...(wish === "only" ? { only: true } : {}),
    ...(ttl === undefined ? {} : { ttlMs: seconds * 1_000 }),
  };
}

function invalid(parameter: string, problem: string): AppError {
  const message = `The header ${parameter} ${problem}.`;
  return new AppError("invalid-request", { message, data: { parameter } });
}
