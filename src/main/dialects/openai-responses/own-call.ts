import type { OwnAsked, OwnCall } from "../dialect.ts";

/** The caller's own body; a reply is told while it is made, and goes on from nothing that the upstream keeps. */
export function ownCall({
  request,
  body,
  streams,
}: OwnAsked): OwnCall | undefined {
  const isKept =
    Boolean(body.get("background")) ||
    Boolean(body.get("previous_response_id"));
  const told = isKept ? undefined : body.asking(request.model, streams);
  return told === undefined ? undefined : { path: "/responses", body: told };
}
