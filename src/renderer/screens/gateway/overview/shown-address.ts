import type { GatewayState } from "#shared/gateway/gateway-state.ts";

/** The gateway's address without a version, or the one that it would have. */
export function shownAddress({ address, options }: GatewayState): string {
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  const known = ["0.0.0.0", "[::]"].includes(host) ? "127.0.0.1" : host;
  return address ?? `http://${known}:${options.port}`;
}
