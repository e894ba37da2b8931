import { AppError } from "#shared/errors/app-error.ts";
import type { RateLimits } from "#main/domain/rate-limit/limits.ts";
import {
  pruneStarts,
  waitForMinute,
} from "#main/domain/rate-limit/start-window.ts";
import {
  pruneUses,
  waitForTokens,
  type TokenUse,
} from "#main/domain/rate-limit/token-window.ts";
import type { Clock } from "#main/ports/clock.ts";

export interface Waiter {
  /** What its call may use at most. */
  readonly tokens: number;
  admit(): void;
}

/** Who runs and who waits on one instance. */
export class Lane {
  limits: RateLimits = {};
  readonly #clock: Clock;
  #running = 0;
  #starts: readonly number[] = [];
  #uses: readonly TokenUse[] = [];
  /** By origin; the order of the map is the order of turns. */
  readonly #waiting = new Map<string, readonly Waiter[]>();
  #wakeUp: AbortController | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until one more may start; undefined: when another ends or those before it went. */
  delayOfNewcomer(tokens: number): number | undefined {
    return this.#waiting.size > 0 ? undefined : this.#delay(tokens);
  }

  /** Answers how to end it: `used` corrects its tokens. */
  start(tokens: number): (used: number | undefined) => void {
    const at = this.#clock.monotonic();
    const { requestsPerMinute, tokensPerMinute } = this.limits;
    const use = { at, tokens };
    this.#running += 1;
    if (requestsPerMinute !== undefined) this.#starts = [...this.#starts, at];
    if (tokensPerMinute !== undefined) this.#uses = [...this.#uses, use];
    return (used) => {
      this.#running -= 1;
      if (used !== undefined)
        this.#uses = this.#uses.map((it) =>
          it === use ? { at, tokens: used } : it,
        );
      this.pump();
    };
  }

  enqueue(origin: string, waiter: Waiter): void {
    const others = this.#waiting.get(origin) ?? [];
    this.#waiting.set(origin, [...others, waiter]);
  }

  leave(origin: string, waiter: Waiter): void {
    const others = this.#waiting.get(origin) ?? [];
    this.#keep(
      origin,
      others.filter((it) => it !== waiter),
    );
    // Whoever stood behind a large call may be small enough to start.
    this.pump();
  }

  /** Admits whoever may start now, and comes back when the next one may. */
  pump(): void {
    this.#wakeUp?.abort();
    this.#wakeUp = undefined;
    for (;;) {
      const next = this.#next();
      if (next === undefined) return;
      const wait = this.#delay(next.waiter.tokens);
      if (wait === undefined) return;
      if (wait > 0) return this.#pumpLater(wait);
      this.#take(next);
      next.waiter.admit();
    }
  }

  #delay(tokens: number): number | undefined {
    const { concurrent, requestsPerMinute, tokensPerMinute } = this.limits;
    if (concurrent !== undefined && this.#running >= concurrent)
      return undefined;
    const now = this.#clock.monotonic();
    let wait = 0;
    if (requestsPerMinute !== undefined) {
      this.#starts = pruneStarts(this.#starts, now);
      wait = waitForMinute(this.#starts, requestsPerMinute, now);
    }
    if (tokensPerMinute === undefined) return wait;
    this.#uses = pruneUses(this.#uses, now);
    const limit = { tokensPerMinute, wanted: tokens };
    return Math.max(wait, waitForTokens(this.#uses, limit, now));
  }

  #pumpLater(wait: number): void {
    const wakeUp = new AbortController();
    this.#wakeUp = wakeUp;
    this.#clock.sleep(wait, wakeUp.signal).then(
      () => this.pump(),
      () => undefined,
    );
  }

  /** The first waiter of the origin whose turn it is. */
  #next(): Turn | undefined {
    const [turn] = this.#waiting;
    if (turn === undefined) return undefined;
    const [origin, [waiter, ...others]] = turn;
    if (waiter === undefined)
      throw new AppError("internal", { message: "An empty queue was served." });
    return { origin, waiter, others };
  }

  /** Its origin goes to the end of the line. */
  #take({ origin, others }: Turn): void {
    this.#waiting.delete(origin);
    this.#keep(origin, others);
  }

  #keep(origin: string, waiters: readonly Waiter[]): void {
    if (waiters.length === 0) this.#waiting.delete(origin);
    else this.#waiting.set(origin, waiters);
  }
}

interface Turn {
  readonly origin: string;
  readonly waiter: Waiter;
  readonly others: readonly Waiter[];
}
