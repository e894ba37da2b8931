import type { DialectFrame } from "./dialect.ts";
import { isObject, type JsonObject } from "./json.ts";

/**
 * Whether a frame of events that have types tells an error: by its type, by its event's name alone, or by
 * nothing but the error itself, as servers do that imitate the dialect.
 */
export function tellsError(body: JsonObject, { event }: DialectFrame): boolean {
  if (body.type === "error" || event === "error") return true;
  return body.type === undefined && isObject(body.error);
}
