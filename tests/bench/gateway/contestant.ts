import type { Server } from "./processes.ts";

/** A server under load, and how it is asked. */
export interface Contestant {
  readonly name: string;
  readonly server: Server;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly model: string;
}
