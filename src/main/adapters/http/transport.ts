import type { SecureContext } from "node:tls";
import {
  defaultTimeouts,
  type Timeouts,
} from "#main/domain/instances/timeouts.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { kindOfHost } from "./address.ts";
import { abortedError } from "./call-watch.ts";
import { systemTrust } from "./certificates.ts";
import { Connection } from "./connection.ts";
import { Exchange, type HttpCall, type HttpReply } from "./exchange.ts";
import type { ResolveHost } from "./guarded-lookup.ts";
import type { ResolveProxy } from "./proxy.ts";

export interface TransportOptions {
  readonly timeouts?: Partial<Timeouts> | undefined;
  readonly resolveProxy?: ResolveProxy | undefined;
  readonly resolveHost?: ResolveHost | undefined;
  /** Where our own gateway listens: calling it would go round in circles. */
  readonly ownAddress?: (() => string | undefined) | undefined;
  /** Certificates to trust; this system's by default. */
  readonly trust?: (() => SecureContext) | undefined;
}

/** As many as a busy gateway has at once; each closes by itself after a while without use. */
const maxIdleConnections = 256;

/** HTTP calls of one instance. Redirects are never followed: a reply must not choose where a key goes. */
export class Transport {
  readonly timeouts: Timeouts;
  readonly #options: TransportOptions;
  readonly #idle = new Map<string, Connection[]>();
  readonly #running = new Set<Exchange>();
  readonly #disposal = new AbortController();
  #isRetired = false;

  constructor(options: TransportOptions = {}) {
    this.#options = options;
    this.timeouts = { ...defaultTimeouts(), ...options.timeouts };
  }

  /** The reply's head, as soon as it is there. Throws AppError. */
  async open(call: HttpCall, signal: AbortSignal): Promise<HttpReply> {
    const url = parsed(call.url);
    refuseForbidden(url);
    refuseOwn(url, this.#options.ownAddress?.());
    const ends = [signal, this.#disposal.signal];
    if (ends.some(({ aborted }) => aborted)) throw abortedError();
    const { resolveProxy } = this.#options;
    const resolved = resolveProxy?.(call.url);
    const proxy =
      resolved instanceof Promise ? await abortable(resolved, ends) : resolved;
    const run = (connection: Connection): Promise<HttpReply> => {
      const timeouts = { ...this.timeouts, ...call.timeouts };
      const exchange = new Exchange(connection, timeouts, signal);
      this.#running.add(exchange);
      return exchange.run(call, url, (isReusable) => {
        this.#running.delete(exchange);
        if (isReusable) this.#release(key, connection);
      });
    };
    const key = `${url.origin} ${proxy ?? ""}`;
    const connection = this.#take(key, url.origin, proxy);
    try {
      return await run(connection);
    } catch (error) {
      if (!connection.reused || !isHangUp(error)) throw error;
      // The far end closed the idle connection just as it was used again: it never saw the call.
      this.#closeIdle(key);
      return run(this.#take(key, url.origin, proxy));
    }
  }

  /** Keeps no connection beyond the calls in flight. */
  retire(): void {
    this.#isRetired = true;
    for (const key of this.#idle.keys()) this.#closeIdle(key);
  }

  /** Ends every call in flight with `aborted`. */
  dispose(): void {
    this.#disposal.abort();
    for (const exchange of this.#running) exchange.stop();
    this.retire();
  }

  #closeIdle(key: string): void {
    for (const connection of this.#idle.get(key) ?? []) connection.destroy();
    this.#idle.delete(key);
  }

  #take(key: string, origin: string, proxy: string | undefined): Connection {
    const { resolveHost, trust = systemTrust } = this.#options;
    const { connectMs } = this.timeouts;
    const connection =
      this.#idle.get(key)?.pop() ??
      new Connection({ origin, proxy, connectMs, trust, resolveHost });
    connection.begin();
    return connection;
  }

  #release(key: string, connection: Connection): void {
    const idle = this.#idle.get(key) ?? [];
    if (this.#isRetired || idle.length >= maxIdleConnections)
      return connection.destroy();
    idle.push(connection);
    this.#idle.set(key, idle);
  }
}

/** The same few addresses are called again and again. */
const addresses = new Map<string, URL>();
const mostAddresses = 1_000;

function parsed(address: string): Readonly<URL> {
  const known = addresses.get(address);
  if (known !== undefined) return known;
  const url = new URL(address);
  if (addresses.size >= mostAddresses) addresses.clear();
  addresses.set(address, url);
  return url;
}

const hangUps: ReadonlySet<unknown> = new Set([
  "UND_ERR_SOCKET",
  "ECONNRESET",
  "EPIPE",
]);

function isHangUp(error: unknown): boolean {
  return (
    error instanceof AppError &&
    error.code === "upstream-failed" &&
    hangUps.has(error.data.reason)
  );
}

function refuseForbidden(url: URL): void {
  if (kindOfHost(url.hostname) === "forbidden")
    throw new AppError("denied", {
      message: `${url.hostname} is an address that is never called.`,
      data: { host: url.hostname },
    });
}

function refuseOwn(url: URL, address: string | undefined): void {
  if (address === undefined) return;
  const own = parsed(address);
  const isHere =
    kindOfHost(url.hostname) === "loopback" || url.hostname === own.hostname;
  if (isHere && url.port === own.port)
    throw new AppError("denied", {
      message: `${url.host} is this gateway itself; an instance must lead elsewhere.`,
      data: { host: url.hostname },
    });
}

function abortable<T>(
  promise: Promise<T>,
  signals: readonly AbortSignal[],
): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(abortedError());
  for (const signal of signals)
    signal.addEventListener("abort", stop, { once: true });
  return Promise.race([promise, aborted]).finally(() => {
    for (const signal of signals) signal.removeEventListener("abort", stop);
  });
}
