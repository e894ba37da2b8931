import type { SecureContext } from "node:tls";
import {
  defaultTimeouts,
  type Timeouts,
} from "#main/domain/instances/timeouts.ts";
import { Roster } from "#shared/collections/roster.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { addressOf, type Address } from "./address.ts";
import { abortedError } from "./call-watch.ts";
import { systemTrust } from "./certificates.ts";
import { Connection } from "./connection.ts";
import {
  Exchange,
  type ExchangeOptions,
  type HttpCall,
  type HttpReply,
} from "./exchange.ts";
import type { ResolveHost } from "./guarded-lookup.ts";
import type { ResolveProxy } from "./proxy.ts";
import { ownRefusal, refuseForbidden, refuseOwn } from "./refuse-address.ts";
import type { BusyCalls } from "./thread/busy-calls.ts";
import { Lane } from "./thread/lane.ts";

export interface TransportOptions extends Pick<ExchangeOptions, "nextTurn"> {
  readonly timeouts?: Partial<Timeouts> | undefined;
  readonly resolveProxy?: ResolveProxy | undefined;
  readonly resolveHost?: ResolveHost | undefined;
  /** Where our own gateway listens: calling it would go round in circles. */
  readonly ownAddress?: (() => string | undefined) | undefined;
  /** Certificates to trust; this system's by default. */
  readonly trust?: (() => SecureContext) | undefined;
  /**
   * The thread for calls of which many are made at once; where absent, or with a resolver or trust of
   * one's own, all are made here.
   */
  readonly busyCalls?: BusyCalls | undefined;
}

/** Where a call goes, and through whom; `key` names connections that it can share. */
interface Way {
  readonly address: Address;
  readonly proxy: string | undefined;
  readonly key: string;
}

function wayTo(address: Address, proxy: string | undefined): Way {
  return { address, proxy, key: `${address.origin} ${proxy ?? ""}` };
}

/** As many as a busy gateway has at once; each closes by itself after a while without use. */
const maxIdleConnections = 256;

/** HTTP calls of one instance. Redirects are never followed: a reply must not choose where a key goes. */
export class Transport {
  readonly timeouts: Timeouts;
  readonly #options: TransportOptions;
  readonly #idle = new Map<string, Connection[]>();
  readonly #running = new Roster<Exchange>();
  readonly #disposal = new AbortController();
  #isRetired = false;
  #lane: Lane | undefined;
  #latest:
    { readonly own: Partial<Timeouts>; readonly whole: Timeouts } | undefined;

  constructor(options: TransportOptions = {}) {
    this.#options = options;
    this.timeouts = { ...defaultTimeouts(), ...options.timeouts };
  }

  /** The reply's head, as soon as it is there. Throws, or rejects with, AppError. */
  open(call: HttpCall, signal: AbortSignal): Promise<HttpReply> {
    const address = addressOf(call.url);
    refuseForbidden(address);
    const ownAddress = this.#options.ownAddress?.();
    refuseOwn(address, ownAddress);
    const disposal = this.#disposal.signal;
    if (signal.aborted || disposal.aborted) throw abortedError();
    const proxy = this.#options.resolveProxy?.(call.url);
    const lane = proxy === undefined ? this.#laneFor(call) : undefined;
    if (lane !== undefined) {
      const timeouts = this.#timeoutsOf(call);
      return lane.ask(call, { timeouts, ownAddress }, signal);
    }
    const go = (by: string | undefined) =>
      this.#attempt(call, wayTo(address, by), signal);
    return proxy instanceof Promise
      ? abortable(proxy, [signal, disposal]).then(go)
      : go(proxy);
  }

  #attempt(call: HttpCall, way: Way, signal: AbortSignal): Promise<HttpReply> {
    const connection = this.#take(way);
    const reply = this.#run(call, { way, connection }, signal);
    if (!connection.reused) return reply;
    return reply.catch((error: unknown) => {
      if (!wasStale(error)) throw error;
      this.#closeIdle(way.key);
      const anew = { way, connection: this.#take(way) };
      return this.#run(call, anew, signal);
    });
  }

  /** In the thread, if it should make this call and can. */
  #laneFor({ isWhole = false }: HttpCall): Lane | undefined {
    const { busyCalls, resolveHost, trust } = this.#options;
    const isOrdinary = resolveHost === undefined && trust === undefined;
    if (!isWhole || !isOrdinary || this.#isRetired) return undefined;
    if (busyCalls === undefined) return undefined;
    const others = this.#running.size + (this.#lane?.thread.size ?? 0);
    const thread = busyCalls.takeBeside(others);
    if (thread === undefined) return undefined;
    if (this.#lane?.thread !== thread) this.#lane = new Lane(thread);
    return this.#lane;
  }

  /** Keeps no connection beyond the calls in flight. */
  retire(): void {
    this.#isRetired = true;
    this.#lane?.retire();
    for (const key of this.#idle.keys()) this.#closeIdle(key);
  }

  /** Ends every call in flight with `aborted`. */
  dispose(): void {
    this.#disposal.abort();
    this.#lane?.dispose();
    for (const exchange of this.#running.members()) exchange.stop();
    this.retire();
  }

  #run(
    call: HttpCall,
    { way, connection }: { readonly way: Way; readonly connection: Connection },
    signal: AbortSignal,
  ): Promise<HttpReply> {
    const { key, address } = way;
    const timeouts = this.#timeoutsOf(call);
    const { nextTurn } = this.#options;
    const exchange = new Exchange(
      { connection, address, timeouts, nextTurn },
      signal,
    );
    const seat = this.#running.join(exchange);
    return exchange.run(call, (isReusable) => {
      this.#running.leave(seat);
      if (isReusable) this.#release(key, connection);
    });
  }

  /** Most calls bring none, or the same object again and again. */
  #timeoutsOf({ timeouts: own }: HttpCall): Timeouts {
    if (own === undefined) return this.timeouts;
    if (this.#latest?.own !== own)
      this.#latest = { own, whole: { ...this.timeouts, ...own } };
    return this.#latest.whole;
  }

  #closeIdle(key: string): void {
    for (const connection of this.#idle.get(key) ?? []) connection.destroy();
    this.#idle.delete(key);
  }

  #take({ key, address, proxy }: Way): Connection {
    const { resolveHost, trust = systemTrust } = this.#options;
    const { origin } = address;
    const { connectMs } = this.timeouts;
    const connection =
      this.#idle.get(key)?.pop() ??
      new Connection({
        origin,
        proxy,
        connectMs,
        trust,
        resolveHost,
        refusalOf: (resolved) =>
          ownRefusal(address, this.#options.ownAddress?.(), resolved),
      });
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

const hangUps: ReadonlySet<unknown> = new Set([
  "UND_ERR_SOCKET",
  "ECONNRESET",
  "EPIPE",
]);

/** The far end had closed the idle connection before it was used again: it never saw the call. */
function wasStale(error: unknown): boolean {
  return (
    error instanceof AppError &&
    error.code === "upstream-failed" &&
    error.retryable &&
    hangUps.has(error.data.reason)
  );
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
