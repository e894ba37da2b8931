import type { Clock } from "#main/ports/clock.ts";
import type { AppError } from "#shared/errors/app-error.ts";
import type { Address } from "./address.ts";
import { textOfBody } from "./body-text.ts";
import { abortedError, CallWatch } from "./call-watch.ts";
import type { Connection } from "./connection.ts";
import { IncomingReply, type ReplyHead } from "./incoming-reply.ts";
import { socketError } from "./socket-error.ts";
import { unpackerFor } from "./unpack.ts";
import type { Timeouts } from "#main/domain/instances/timeouts.ts";

export interface HttpCall {
  readonly method: "GET" | "POST" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Instead of the instance's. */
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** The reply is wanted in one piece, so that nothing is lost where it is read before it is handed on. */
  readonly isWhole?: boolean | undefined;
}

export interface HttpReply {
  readonly status: number;
  /** Names in lower case; of a repeated header the first. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The decompressed body, once, read only as fast as it is consumed. Throws AppError `aborted`,
   * `upstream-timeout`, `upstream-invalid` or `stream-interrupted`. Leaving it early closes the socket.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /**
   * All of the body as text, where it is there already and needs no decompression, which spares a short
   * reply most of the work; then `body` is not read. Undefined: read `body`. Throws AppError
   * `upstream-invalid` where it is too long.
   */
  takeText(): string | undefined;
  /** Ends the call with this failure: the pending read, or the next, throws it. */
  end(reason: AppError): void;
}

export interface ExchangeOptions {
  readonly connection: Connection;
  readonly address: Address;
  readonly timeouts: Timeouts;
  /** Has replies, and pieces of them, that come together go on together; each at once where absent. */
  readonly nextTurn?: Clock["nextTurn"] | undefined;
}

/**
 * A far end that had closed a kept connection says so as soon as the call reaches it: one way there
 * and back. Whatever breaks later may have been at work on the call, and is paid for.
 */
const staleMs = 500;

/** One request and its reply on one connection: the reply itself, from its head on. */
export class Exchange implements HttpReply {
  readonly #connection: Connection;
  readonly #timeouts: Timeouts;
  readonly #watch: CallWatch;
  readonly #reply = new IncomingReply();
  readonly #address: Address;
  readonly #nextTurn: ExchangeOptions["nextTurn"];
  #sentAt = 0;
  status = 0;
  headers: HttpReply["headers"] = {};
  /** Where the body has to be decompressed. */
  #decompressed: AsyncIterable<Uint8Array> | undefined;
  /** True: the connection can be used again. */
  #onEnd: ((isReusable: boolean) => void) | undefined;

  constructor(options: ExchangeOptions, signal: AbortSignal) {
    const { connection, address, timeouts, nextTurn } = options;
    this.#connection = connection;
    this.#nextTurn = nextTurn;
    this.#address = address;
    this.#timeouts = timeouts;
    this.#watch = new CallWatch(signal, timeouts.totalMs, (reason) =>
      this.#end(reason),
    );
  }

  /** Ends it, wherever it is. */
  stop(): void {
    this.#watch.end(abortedError());
  }

  /** `onEnd` is called once: with true where the connection can be used again. Rejects with AppError. */
  run(
    call: HttpCall,
    onEnd: (isReusable: boolean) => void,
  ): Promise<HttpReply> {
    this.#onEnd = onEnd;
    this.#sentAt = performance.now();
    try {
      this.#send(call);
    } catch (error) {
      return Promise.reject(this.#failed(error, false));
    }
    this.#watch.wait("first-byte", this.#timeouts.firstByteMs);
    // No async function: it would keep its registers for as long as the upstream takes.
    return this.#reply.head
      .then((head) => {
        this.#watch.goOn();
        this.#begin(head);
        return this.#nextTurn?.();
      })
      .then(
        () => this,
        (error: unknown) => {
          throw this.#failed(error, false);
        },
      );
  }

  get body(): AsyncIterable<Uint8Array> {
    return this.#decompressed ?? this.#read();
  }

  takeText(): string | undefined {
    if (this.#decompressed || this.#watch.reason) return undefined;
    const pieces = this.#reply.takeWhole();
    if (pieces === undefined) return undefined;
    this.#watch.stop();
    this.#release(true);
    return textOfBody(pieces);
  }

  end(reason: AppError): void {
    this.#watch.end(reason);
  }

  #begin({ status, headers }: ReplyHead): void {
    this.status = status;
    this.headers = firstValues(headers);
    const unpack = unpackerFor(this.headers["content-encoding"] ?? "identity");
    this.#decompressed = unpack?.(this.#read());
  }

  #send(call: HttpCall): void {
    const { origin, path } = this.#address;
    this.#connection.dispatcher.dispatch(
      {
        origin,
        path,
        method: call.method,
        headers: call.headers,
        body: call.body ?? null,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      this.#reply,
    );
  }

  async *#read(): AsyncGenerator<Uint8Array, void> {
    const reply = this.#reply;
    const { firstByteMs, idleMs } = this.#timeouts;
    let isWhole = false;
    let isReplying = false;
    try {
      for (;;) {
        this.#watch.check();
        const piece = reply.take();
        if (piece === "end") break;
        if (piece !== undefined) {
          isReplying = true;
          yield piece;
          continue;
        }
        if (isReplying) this.#watch.wait("idle", idleMs);
        else {
          const left = firstByteMs - (performance.now() - this.#sentAt);
          this.#watch.wait("first-byte", Math.max(1, left));
        }
        await reply.more();
        this.#watch.goOn();
        await this.#nextTurn?.();
      }
      isWhole = true;
    } catch (error) {
      throw this.#failed(error, true);
    } finally {
      this.#watch.stop();
      if (isWhole) this.#release(true);
      else this.#giveUp();
    }
  }

  /** The watch's reason wins: what broke afterwards broke because of it. */
  #failed(error: unknown, isReplying: boolean): AppError {
    const { connected } = this.#connection;
    const stale = this.#wasStale();
    this.#watch.stop();
    this.#giveUp();
    if (this.#watch.reason) return this.#watch.reason;
    const where = {
      host: this.#address.host,
      connected,
      replying: isReplying,
      stale,
    };
    return socketError(error, where);
  }

  #wasStale(): boolean {
    const { reused, heard } = this.#connection;
    return reused && !heard && performance.now() - this.#sentAt < staleMs;
  }

  #end(reason: AppError): void {
    this.#reply.fail(reason);
    this.#giveUp();
  }

  #giveUp(): void {
    this.#connection.destroy();
    this.#release(false);
  }

  #release(isReusable: boolean): void {
    this.#onEnd?.(isReusable);
    this.#onEnd = undefined;
  }
}

function firstValues(headers: ReplyHead["headers"]): Record<string, string> {
  const first: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    const one = Array.isArray(value) ? value[0] : value;
    if (one !== undefined) first[name.toLowerCase()] = one;
  }
  return first;
}
