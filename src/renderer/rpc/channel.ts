/** What carries RPC frames: a WebSocket, or a MessagePort that behaves like one. */
export type Channel = Pick<
  WebSocket,
  "addEventListener" | "removeEventListener" | "send" | "readyState"
> & { close(): void };

/** Opening failed because the page's token is missing or of another run of the program. */
export class UnauthorizedError extends Error {
  override readonly name = "UnauthorizedError";
}

/** Resolves with an open channel; rejects with UnauthorizedError, or anything else to try again. */
export type OpenChannel = () => Promise<Channel>;
