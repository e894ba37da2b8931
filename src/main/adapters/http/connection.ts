import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { buildConnector, Client, ProxyAgent, type Dispatcher } from "undici";
import { AppError } from "#shared/errors/app-error.ts";
import { kindOfHost } from "./address.ts";
import {
  guardedLookup,
  type RefuseResolved,
  type ResolveHost,
} from "./guarded-lookup.ts";

type Connect = buildConnector.connector;

export interface ConnectionOptions {
  readonly origin: string;
  readonly proxy: string | undefined;
  readonly connectMs: number;
  readonly trust: () => SecureContext;
  readonly resolveHost?: ResolveHost | undefined;
  /** Of what the host's name leads to, beside what no name may lead to. */
  readonly refusalOf: RefuseResolved;
}

/**
 * One connection, used by one call at a time, so that ending a call is ending its socket: while it
 * resolves, connects, waits or streams. HTTP/1.1: with one stream each, HTTP/2 would share nothing.
 */
export class Connection {
  readonly dispatcher: Dispatcher;
  readonly #pending = new Set<Socket>();
  /** A socket stands now. */
  #open = false;
  /** A socket stood at some time of the call. */
  #connected = false;
  #uses = 0;
  #socket: Socket | undefined;
  /** What the socket had read when the call began. */
  #readBefore = 0;

  constructor(options: ConnectionOptions) {
    this.dispatcher = options.proxy
      ? this.#throughProxy(options, options.proxy)
      : this.#direct(options);
    this.dispatcher.on("disconnect", () => (this.#open = false));
  }

  /** Whether a socket has stood since the call began. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Whether an earlier call used it: its far end may have hung up unnoticed. */
  get reused(): boolean {
    return this.#uses > 1;
  }

  /** Whether anything has come back since the call began. */
  get heard(): boolean {
    return (this.#socket?.bytesRead ?? 0) > this.#readBefore;
  }

  begin(): void {
    this.#uses = this.#open ? this.#uses + 1 : 1;
    this.#connected = this.#open;
    this.#readBefore = this.#socket?.bytesRead ?? 0;
  }

  destroy(): void {
    const reason = new AppError("aborted", { message: "Connection closed." });
    for (const socket of this.#pending) socket.destroy(reason);
    this.#pending.clear();
    this.dispatcher.destroy(reason).catch(() => undefined);
  }

  #direct(options: ConnectionOptions): Dispatcher {
    const { origin, connectMs, resolveHost, refusalOf } = options;
    const hostKind = kindOfHost(new URL(origin).hostname);
    const connect = buildConnector({
      ...secure(origin, options.trust),
      lookup: guardedLookup(hostKind, resolveHost, refusalOf),
      autoSelectFamily: true,
      timeout: connectMs,
      allowH2: false,
    });
    return new Client(origin, {
      connect: this.#tracked(connect),
      keepAliveTimeout,
    });
  }

  /** The proxy resolves the name, so that only literal addresses are checked here (before the call). */
  #throughProxy(options: ConnectionOptions, proxy: string): Dispatcher {
    const { connectMs, trust } = options;
    const client =
      (reach: "proxy" | "upstream") =>
      (origin: string | URL, settings: object): Dispatcher => {
        const { connect } = settings as { connect: Connect };
        return new Client(origin, {
          connect: this.#tracked(connect, reach),
          keepAliveTimeout,
        });
      };
    const tls = { secureContext: trust(), allowH2: false, timeout: connectMs };
    return new ProxyAgent({
      uri: proxy,
      connectTimeout: connectMs,
      requestTls: tls,
      proxyTls: tls,
      clientFactory: client("proxy"),
      factory: client("upstream"),
    });
  }

  /** undici forgets a socket that still connects; here it is kept, to be destroyed with the call. */
  #tracked(
    connect: Connect,
    reach: "proxy" | "upstream" = "upstream",
  ): Connect {
    return (options, done) => {
      const socket: unknown = connect(options, (...result) => {
        if (isSocket(socket)) this.#pending.delete(socket);
        if (result[0] === null && reach === "upstream") this.#stand(result[1]);
        done(...result);
      });
      if (isSocket(socket)) this.#pending.add(socket);
    };
  }

  #stand(socket: Socket): void {
    this.#open = this.#connected = true;
    this.#socket = socket;
    this.#readBefore = socket.bytesRead;
  }
}

const keepAliveTimeout = 10_000;

function secure(origin: string, trust: () => SecureContext): object {
  return origin.startsWith("https:") ? { secureContext: trust() } : {};
}

function isSocket(value: unknown): value is Socket {
  return value instanceof Object && "destroy" in value;
}
