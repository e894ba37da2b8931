import type { OwnAsked, OwnCall } from "../dialect.ts";

/** The caller's own body; a reply is told while it is made, and goes on from nothing that the upstream keeps. */
export function ownCall({
  request,
  body,
  streams,
}: OwnAsked): OwnCall | undefined {
  const isWhole = (body.get("stream") ?? false) === false;
  const isKept =
    Boolean(body.get("background")) ||
    Boolean(body.get("previous_response_id"));
  if ((!streams && !isWhole) || isKept) return undefined;
  const { model } = request;
  return {
    path: "/responses",
    body: body.with(streams ? { model, stream: true } : { model }),
  };
}
