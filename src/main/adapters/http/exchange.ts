import { pipeline, type Readable } from "node:stream";
import { constants, createGunzip, createInflate } from "node:zlib";
import type { Dispatcher } from "undici";
import { AppError } from "#shared/errors/app-error.ts";
import { CallWatch } from "./call-watch.ts";
import type { Connection } from "./connection.ts";
import { socketError } from "./socket-error.ts";
import type { Timeouts } from "#main/domain/instances/timeouts.ts";

export interface HttpCall {
  readonly method: "GET" | "POST" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Instead of the instance's. */
  readonly timeouts?: Partial<Timeouts> | undefined;
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

/** One request and its reply on one connection. */
export class Exchange {
  readonly #connection: Connection;
  readonly #timeouts: Timeouts;
  readonly #watch: CallWatch;
  readonly #ended = Promise.withResolvers<never>();
  #host = "";
  #body: Readable | undefined;

  constructor(
    connection: Connection,
    timeouts: Timeouts,
    ends: readonly AbortSignal[],
  ) {
    this.#connection = connection;
    this.#timeouts = timeouts;
    this.#ended.promise.catch(() => undefined);
    this.#watch = new CallWatch(ends, timeouts.totalMs, (reason) =>
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
