import type { OwnAsked, OwnCall } from "../dialect.ts";
import { encodeBetas } from "./encode.ts";

/** The caller's own body, where it says how long the reply may be. */
export function ownCall({
  request,
  body,
  streams,
}: OwnAsked): OwnCall | undefined {
  const isWhole = (body.get("stream") ?? false) === false;
  if ((!streams && !isWhole) || typeof body.get("max_tokens") !== "number")
    return undefined;
  const { model } = request;
  return {
    path: "/v1/messages",
    body: body.with(streams ? { model, stream: true } : { model }),
    ...encodeBetas(request),
  };
}
