import type { ServerResponse } from "node:http";

/** Tells who answered. Model ids are anybody's text; a header holds printable ASCII. */
export function writeTarget(
  response: ServerResponse,
  { instance, model }: { readonly instance: string; readonly model: string },
): void {
  const name = `${instance}:${model}`.replaceAll(/[^\x20-\x7e]/g, "?");
  response.setHeader("x-modeldocker-target", name);
}
