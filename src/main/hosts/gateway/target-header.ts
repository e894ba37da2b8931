import type { GatewayResponse } from "./gateway-response.ts";

/** Tells who answered. Model ids are anybody's text; a header holds printable ASCII. */
export function writeTarget(
  response: GatewayResponse,
  { instance, model }: { readonly instance: string; readonly model: string },
): void {
  const name = `${instance}:${model}`.replaceAll(/[^\x20-\x7e]/g, "?");
  response.tell("x-modeldocker-target", name);
}
