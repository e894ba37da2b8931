import type { OwnAsked, OwnCall } from "../dialect.ts";
import { encodeBetas } from "./encode.ts";

/** The caller's own body, where it says how long the reply may be. */
export function ownCall({
  request,
  body,
  streams,
}: OwnAsked): OwnCall | undefined {
  if (typeof body.get("max_tokens") !== "number") return undefined;
  const told = body.asking(request.model, streams);
  return told === undefined
    ? undefined
    : { path: "/v1/messages", body: told, ...encodeBetas(request) };
}
