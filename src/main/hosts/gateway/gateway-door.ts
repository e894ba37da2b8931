import type { DoorWish, GatewayDoor } from "#main/ports/gateway-door.ts";
import {
  startGatewayHost,
  type GatewayHost,
  type GatewayHostOptions,
} from "./gateway-host.ts";
import type { GatewayParts } from "./gateway-parts.ts";

export interface GatewayDoorOptions {
  readonly version: string;
  /** Names of requests. */
  readonly newId: () => string;
  /** What answers; requests that come before it wait. */
  readonly parts: Promise<GatewayParts>;
  /** After it was opened, moved or shut. */
  readonly onMove: () => void;
}

/** How long requests may go on after their door was shut or moved. */
const drainMs = 4_500;

/** An open door: its wish is replaced where only rules change. */
interface OpenDoor {
  wish: DoorWish;
  readonly host: GatewayHost;
}

/** The door as this process owns it. */
export class HttpGatewayDoor implements GatewayDoor {
  readonly #options: GatewayDoorOptions;
  readonly #closing = new Set<Promise<void>>();
  #open: OpenDoor | undefined;
  #changing: Promise<void> = Promise.resolve();

  constructor(options: GatewayDoorOptions) {
    this.#options = options;
  }

  address(): string | undefined {
    return this.#open?.host.address;
  }

  apply(wish: DoorWish): Promise<void> {
    const changed = this.#changing.then(() => this.#change(wish));
    this.#changing = changed.catch(() => undefined);
    return changed;
  }

  /** For good: at the program's end. */
  async dispose(): Promise<void> {
    await this.#changing;
    this.#shut();
    await Promise.all(this.#closing);
  }

  async #change(wish: DoorWish): Promise<void> {
    const before = this.address();
    try {
      await this.#stand(wish);
    } finally {
      if (this.address() !== before) this.#options.onMove();
    }
  }

  async #stand(wish: DoorWish): Promise<void> {
    if (!wish.enabled) return this.#shut(drainMs);
    const open = this.#open;
    if (open?.wish.port !== wish.port) return this.#start(wish);
    if (open.wish.host !== wish.host) return this.#startInPlace(wish, open);
    open.wish = wish;
  }

  /** One socket cannot listen on a port of one address and of all: the old one makes way first. */
  async #startInPlace(wish: DoorWish, before: OpenDoor): Promise<void> {
    this.#shut(drainMs);
    try {
      await this.#start(wish);
    } catch (error) {
      await this.#start(before.wish).catch(() => undefined);
      throw error;
    }
  }

  async #start(wish: DoorWish): Promise<void> {
    const rules = { wish };
    const { version, newId, parts } = this.#options;
    const host = await startGatewayHost(
      Object.assign(currentRules(rules), {
        version,
        newId,
        parts,
        host: wish.host,
        port: wish.port,
      }),
    );
    this.#shut(drainMs);
    this.#open = Object.assign(rules, { host });
  }

  #shut(graceMs?: number): void {
    if (this.#open === undefined) return;
    const closed = this.#open.host
      .close(graceMs)
      .finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
    this.#open = undefined;
  }
}

/** Rules that the host reads anew for each request. */
function currentRules(rules: {
  readonly wish: DoorWish;
}): Omit<GatewayHostOptions, "host" | "port" | "parts" | "version" | "newId"> {
  return {
    get requireKey() {
      return rules.wish.requireKey;
    },
    get allowLan() {
      return rules.wish.allowLan;
    },
    get maxBodyBytes() {
      return rules.wish.maxBodyBytes;
    },
    get allowedHosts() {
      return rules.wish.allowedHosts;
    },
    get allowedOrigins() {
      return rules.wish.allowedOrigins;
    },
  };
}
