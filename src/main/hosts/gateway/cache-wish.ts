import type { IncomingHttpHeaders } from "node:http";
import type { Writable } from "#shared/writable.ts";
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
  const seconds = /^\d{1,9}$/.test(String(ttl)) ? Number(ttl) : 0;
  if (ttl !== undefined && seconds === 0)
    throw invalid("x-modeldocker-cache-ttl", "must be whole seconds from 1");
  const told: Writable<GatewayCall["cache"]> = {};
  if (wish !== undefined) told.mode = wish === "off" ? "off" : "always";
  if (wish === "only") told.only = true;
  if (ttl !== undefined) told.ttlMs = seconds * 1_000;
  return told;
}

function invalid(parameter: string, problem: string): AppError {
  const message = `The header ${parameter} ${problem}.`;
  return new AppError("invalid-request", { message, data: { parameter } });
}
