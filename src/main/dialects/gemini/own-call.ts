import type { OwnAsked, OwnCall } from "../dialect.ts";
import { resourceOf } from "./resource.ts";

/** The caller's own body to the letter: the path names the model. How to think is told otherwise from model to model. */
export function ownCall({
  request,
  body,
  streams,
}: OwnAsked): OwnCall | undefined {
  if (body.has("model") || request.parameters.reasoning) return undefined;
  const { path } = resourceOf(request.model);
  const verb = streams ? ":streamGenerateContent?alt=sse" : ":generateContent";
  return { path: path + verb, body: body.with({}) };
}
