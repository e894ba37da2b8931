import { AppError } from "#shared/errors/app-error.ts";
import {
  pruneStarts,
  waitForMinute,
} from "#main/domain/rate-limit/start-window.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { TargetFacts } from "./call-provider.ts";

interface Waiter {
  admit(): void;
}

/** Who runs and who waits on one instance. */
export class Lane {
  limits: TargetFacts["limits"] = {};
  readonly #clock: Clock;
  #running = 0;
  #starts: readonly number[] = [];
  /** By origin; the order of the map is the order of turns. */
  readonly #waiting = new Map<string, readonly Waiter[]>();
  #wakeUp: AbortController | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until one more may start; undefined: when another ends or those before it went. */
  delayOfNewcomer(): number | undefined {
    return this.#waiting.size > 0 ? undefined : this.#delay();
  }

  start(): void {
    this.#running += 1;
    if (this.limits.requestsPerMinute !== undefined)
      this.#starts = [...this.#starts, this.#clock.monotonic()];
  }

  end(): void {
    this.#running -= 1;
    this.pump();
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
  }

  /** Admits whoever may start now, and comes back when the next one may. */
  pump(): void {
    this.#wakeUp?.abort();
    this.#wakeUp = undefined;
    while (this.#waiting.size > 0) {
      const wait = this.#delay();
      if (wait === undefined) return;
      if (wait > 0) return this.#pumpLater(wait);
      this.#takeNext().admit();
    }
  }

  #delay(): number | undefined {
    const { concurrent, requestsPerMinute } = this.limits;
    if (concurrent !== undefined && this.#running >= concurrent)
      return undefined;
    if (requestsPerMinute === undefined) return 0;
    const now = this.#clock.monotonic();
    this.#starts = pruneStarts(this.#starts, now);
    return waitForMinute(this.#starts, requestsPerMinute, now);
  }

  #pumpLater(wait: number): void {
    const wakeUp = new AbortController();
    this.#wakeUp = wakeUp;
    this.#clock.sleep(wait, wakeUp.signal).then(
      () => this.pump(),
      () => undefined,
    );
  }

  /** The first waiter of the origin whose turn it is; that origin goes to the end of the line. */
  #takeNext(): Waiter {
    const [turn] = this.#waiting;
    const [origin = "", [waiter, ...others] = []] = turn ?? [];
    if (waiter === undefined)
      throw new AppError("internal", { message: "An empty queue was served." });
    this.#waiting.delete(origin);
    this.#keep(origin, others);
    return waiter;
  }

  #keep(origin: string, waiters: readonly Waiter[]): void {
    if (waiters.length === 0) this.#waiting.delete(origin);
    else this.#waiting.set(origin, waiters);
  }
}
