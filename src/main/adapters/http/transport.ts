import { pipeline, type Readable } from "node:stream";
import type { SecureContext } from "node:tls";
import { constants, createGunzip, createInflate } from "node:zlib";
import type { Dispatcher } from "undici";
import { AppError } from "#shared/errors/app-error.ts";
import { kindOfHost } from "./address.ts";
import { abortedError, CallWatch } from "./call-watch.ts";
import { systemTrust } from "./certificates.ts";
import { Connection } from "./connection.ts";
import type { ResolveHost } from "./guarded-lookup.ts";
import type { ResolveProxy } from "./proxy.ts";
import { socketError } from "./socket-error.ts";
import { defaultTimeouts, type Timeouts } from "./timeouts.ts";

export interface HttpCall {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpReply {
  readonly status: number;
  /** Names in lower case; of a repeated header the first. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The decompressed body, read only as fast as it is consumed. Throws AppError `aborted`,
   * `upstream-timeout` or `stream-interrupted`. Leaving it early closes the socket.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the call with this failure: the pending read, or the next, throws it. */
  end(reason: AppError): void;
}

export interface TransportOptions {
  readonly timeouts?: Partial<Timeouts> | undefined;
  readonly resolveProxy?: ResolveProxy | undefined;
  readonly resolveHost?: ResolveHost | undefined;
  /** Certificates to trust; this system's by default. */
  readonly trust?: (() => SecureContext) | undefined;
}

const maxIdleConnections = 4;

/** HTTP calls of one instance. Redirects are never followed: a reply must not choose where a key goes. */
export class Transport {
  readonly timeouts: Timeouts;
  readonly #options: TransportOptions;
  readonly #idle = new Map<string, Connection[]>();
  readonly #disposal = new AbortController();

  constructor(options: TransportOptions = {}) {
    this.#options = options;
    this.timeouts = { ...defaultTimeouts, ...options.timeouts };
  }

  /** The reply's head, as soon as it is there. Throws AppError. */
  async open(call: HttpCall, signal: AbortSignal): Promise<HttpReply> {
    const url = new URL(call.url);
    refuseForbidden(url);
    const lifetime = AbortSignal.any([signal, this.#disposal.signal]);
    if (lifetime.aborted) throw abortedError();
    const proxy = await abortable(
      this.#options.resolveProxy?.(call.url) ?? Promise.resolve(undefined),
      lifetime,
    );
    const run = (connection: Connection): Promise<HttpReply> => {
      const exchange = new Exchange(connection, this.timeouts, lifetime);
      return exchange.run(call, url, () => this.#release(key, connection));
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

  /** Ends every call in flight with `aborted`. */
  dispose(): void {
    this.#disposal.abort();
    for (const key of this.#idle.keys()) this.#closeIdle(key);
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
    if (this.#disposal.signal.aborted || idle.length >= maxIdleConnections)
      return connection.destroy();
    this.#idle.set(key, [...idle, connection]);
  }
}

/** One request and its reply on one connection. */
class Exchange {
  readonly #connection: Connection;
  readonly #timeouts: Timeouts;
  readonly #watch: CallWatch;
  readonly #ended = Promise.withResolvers<never>();
  #host = "";
  #body: Readable | undefined;

  constructor(
    connection: Connection,
    timeouts: Timeouts,
    lifetime: AbortSignal,
  ) {
    this.#connection = connection;
    this.#timeouts = timeouts;
    this.#ended.promise.catch(() => undefined);
    this.#watch = new CallWatch(lifetime, timeouts.totalMs, (reason) =>
      this.#end(reason),
    );
  }

  async run(call: HttpCall, url: URL, release: () => void): Promise<HttpReply> {
    this.#host = url.host;
    const began = performance.now();
    try {
      const response = await this.#watch.within(
        "first-byte",
        this.#timeouts.firstByteMs,
        Promise.race([this.#send(call, url), this.#ended.promise]),
      );
      this.#body = response.body;
      return {
        status: response.statusCode,
        headers: firstValues(response.headers),
        body: this.#read(decompressed(response), began, release),
        end: (reason) => this.#watch.end(reason),
      };
    } catch (error) {
      throw this.#failed(error, false);
    }
  }

  #send(call: HttpCall, url: URL): Promise<Dispatcher.ResponseData> {
    const sent = this.#connection.dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: call.method,
      headers: call.headers,
      body: call.body ?? null,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    sent.catch(() => undefined);
    return sent;
  }

  async *#read(
    body: Readable,
    began: number,
    release: () => void,
  ): AsyncGenerator<Uint8Array> {
    let whole = false;
    let replying = false;
    const { firstByteMs, idleMs } = this.#timeouts;
    try {
      const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
      for (;;) {
        const left = Math.max(1, firstByteMs - (performance.now() - began));
        const step = await (replying
          ? this.#watch.within("idle", idleMs, chunks.next())
          : this.#watch.within("first-byte", left, chunks.next()));
        this.#watch.check();
        if (step.done) break;
        replying = true;
        yield step.value;
        this.#watch.check();
      }
      whole = true;
    } catch (error) {
      throw this.#failed(error, true);
    } finally {
      this.#watch.stop();
      if (whole) release();
      else this.#connection.destroy();
    }
  }

  /** The watch's reason wins: what broke afterwards broke because of it. */
  #failed(error: unknown, replying: boolean): AppError {
    const { connected, reused } = this.#connection;
    this.#watch.stop();
    this.#connection.destroy();
    if (this.#watch.reason) return this.#watch.reason;
    const where = { host: this.#host, connected, replying, reused };
    return socketError(error, where);
  }

  #end(reason: AppError): void {
    this.#ended.reject(reason);
    this.#connection.destroy();
    this.#body?.on("error", () => undefined).destroy(reason);
  }
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

function firstValues(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return first === undefined ? [] : [[name.toLowerCase(), first]];
    }),
  );
}

function decompressed(response: Dispatcher.ResponseData): Readable {
  const encoding = String(response.headers["content-encoding"] ?? "identity");
  const stream = decompressor(encoding.trim().toLowerCase());
  if (!stream) return response.body;
  pipeline(response.body, stream, () => undefined);
  return stream;
}

/** `Z_SYNC_FLUSH`: what has arrived is given at once, not when a block is full. */
function decompressor(encoding: string) {
  const { Z_SYNC_FLUSH } = constants;
  const options = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
  if (encoding === "gzip" || encoding === "x-gzip")
    return createGunzip(options);
  if (encoding === "deflate") return createInflate(options);
  if (encoding === "identity" || encoding === "") return undefined;
  throw new AppError("upstream-invalid", {
    message: `The upstream answered in an encoding that was not asked for (${encoding}).`,
  });
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(abortedError());
  signal.addEventListener("abort", stop, { once: true });
  return Promise.race([promise, aborted]).finally(() =>
    signal.removeEventListener("abort", stop),
  );
}
