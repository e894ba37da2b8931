/** Where the running owner of a data directory answers; absent ones are switched off or not up yet. */
export interface OwnerAddresses {
  /** Origins like `http://127.0.0.1:3737`. */
  readonly gateway?: string;
  readonly web?: string;
  /** WebSocket address of the loopback RPC. */
  readonly rpc?: string;
}

/** Who runs on a data directory: the content of its `owner.json`. */
export interface OwnerInfo {
  readonly pid: number;
  /** When that process started, as the system tells it; opaque. Together with `pid` it names one process. */
  readonly startTime: string;
  readonly version: string;
  readonly addresses: OwnerAddresses;
  /** Secret that the loopback RPC and the web app ask for; lasts as long as the process. */
  readonly token: string;
}

/** Held by the one process that owns a data directory. Throws AppError `store-unwritable`, `store-full`. */
export interface OwnerLock {
  readonly info: OwnerInfo;
  /** Tells others where this process answers. */
  update(addresses: OwnerAddresses): void;
  /** Gives the directory free; idempotent. A process that dies without it is recognised as gone. */
  release(): void;
}
