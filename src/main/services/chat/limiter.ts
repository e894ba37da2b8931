import { AppError } from "#shared/errors/app-error.ts";
import type { RateLimits } from "#main/domain/rate-limit/limits.ts";
import type { Clock } from "#main/ports/clock.ts";
import { Lane, type Waiter } from "./lane.ts";

/** Longest wait for a turn. */
const patienceMs = 30_000;
const atOnce = Promise.resolve();

export interface LimiterEntry {
  readonly instance: string;
  readonly limits: RateLimits;
  /** What the call may use at most. */
  readonly tokens: number;
  /** Waiting callers of different origins take turns. */
  readonly origin: string;
}

export interface Ticket {
  /** Whether the call must wait; `remainingMs` where the wait is known. */
  readonly waiting?: { readonly remainingMs?: number };
  /** Rejects with `queue-timeout` or `aborted`. */
  readonly ready: Promise<void>;
  /** Gives the place back, or the one in the queue, once; `used` replaces the tokens that were reserved. */
  release(used?: number): void;
}

export interface Limiter {
  enter(entry: LimiterEntry, signal: AbortSignal): Ticket;
}

/** Holds each instance to its own limits with one fair queue per instance. */
export function createLimiter(clock: Clock): Limiter {
  const lanes = new Map<string, Lane>();
  function laneOf(instance: string): Lane {
    const known = lanes.get(instance);
    if (known !== undefined) return known;
    const lane = new Lane(clock);
    lanes.set(instance, lane);
    return lane;
  }
  return {
    enter(entry, signal) {
      const lane = laneOf(entry.instance);
      lane.limits = entry.limits;
      const { tokens } = entry;
      const wait = lane.delayOfNewcomer(tokens);
      let end: ReturnType<Lane["start"]> | undefined;
      const release = (used?: number): void => {
        end?.(used);
        end = undefined;
      };
      if (wait === 0) {
        end = lane.start(tokens);
        return { ready: atOnce, release };
      }
      const leaving = new AbortController();
      const either = AbortSignal.any([signal, leaving.signal]);
      const ready = waitTurn({ clock, lane, entry, signal: either }, () => {
        end = lane.start(tokens);
      });
      // Whoever gives up its turn need not listen for it.
      ready.catch(() => undefined);
      lane.pump();
      return {
        waiting: wait === undefined ? {} : { remainingMs: wait },
        ready,
        release(used) {
          leaving.abort();
          release(used);
        },
      };
    },
  };
}

interface Turn {
  readonly clock: Clock;
  readonly lane: Lane;
  readonly entry: LimiterEntry;
  readonly signal: AbortSignal;
}

function waitTurn(turn: Turn, onAdmit: () => void): Promise<void> {
  const { clock, lane, entry, signal } = turn;
  return new Promise((resolve, reject) => {
    const patience = new AbortController();
    const waiter: Waiter = {
      tokens: entry.tokens,
      admit() {
        end();
        onAdmit();
        resolve();
      },
    };
    const onAbort = (): void => leave(stopped());
    const end = (): void => {
      patience.abort();
      signal.removeEventListener("abort", onAbort);
    };
    const leave = (error: AppError): void => {
      end();
      lane.leave(entry.origin, waiter);
      reject(error);
    };
    if (signal.aborted) return reject(stopped());
    signal.addEventListener("abort", onAbort, { once: true });
    lane.enqueue(entry.origin, waiter);
    clock.sleep(patienceMs, patience.signal).then(
      () => leave(tooLong(entry.instance)),
      () => undefined,
    );
  });
}

function stopped(): AppError {
  return new AppError("aborted", { message: "Stopped while it waited." });
}

function tooLong(instance: string): AppError {
  return new AppError("queue-timeout", {
    message: `${instance} was at its limit for 30 seconds.`,
    retryable: true,
    data: { instance, retryAfterMs: patienceMs },
  });
}
