/** Names that the two ends of a window's connection agree on, whatever carries its frames. */

/** WebSocket endpoint of the RPC and the subprotocol that is accepted there. */
export const rpcPath = "/rpc";
export const rpcProtocol = "modeldocker.rpc";
/** Second offered subprotocol: this prefix and the token. It is never echoed. */
export const tokenProtocolPrefix = "token.";
/** Answers 204 when `Authorization: Bearer TOKEN` is good, else 401. */
export const sessionPath = "/session";

/** Ports that an Electron window may ask for: the backend's RPC, and what only a desktop offers. */
export type PortKind = "rpc" | "desktop";

/** Page → preload: hand me a new port. */
export interface PortRequest {
  readonly type: "modeldocker:port-request";
  readonly kind: PortKind;
  readonly id: number;
}

/** Preload → page: the port is this message's only transferred object. */
export interface PortGrant {
  readonly type: "modeldocker:port-grant";
  readonly id: number;
}

/** Preload → main, with the other end of the port. */
export const portChannel = "modeldocker:port";

/** Sent through a port before its other end goes away (older Chromium tells nobody). */
export const portClosing = null;
