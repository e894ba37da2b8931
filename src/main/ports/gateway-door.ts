import type { GatewayOptions } from "#shared/gateway/gateway-state.ts";

/** How the HTTP door to the gateway should stand. */
export interface DoorWish extends GatewayOptions {
  readonly maxBodyBytes: number;
}

/** The HTTP door for other programs, which opens, moves and shuts while the program runs. */
export interface GatewayDoor {
  /** `http://HOST:PORT` while it is open. */
  address(): string | undefined;
  /**
   * Resolves when the door stands so; requests that came through it before end, or are cut off
   * within 5 s. Throws AppError `port-in-use` or `internal`; it then stands as before.
   */
  apply(wish: DoorWish): Promise<void>;
}
