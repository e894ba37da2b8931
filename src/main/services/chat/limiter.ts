import { AppError } from "#shared/errors/app-error.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { TargetFacts } from "./call-provider.ts";
import { Lane } from "./lane.ts";

/** Longest wait for a turn. */
const patienceMs = 30_000;

export interface LimiterEntry {
  readonly instance: string;
  readonly limits: TargetFacts["limits"];
  /** Waiting callers of different origins take turns. */
  readonly origin: string;
}

export interface Ticket {
  /** Whether the call must wait; `remainingMs` where the wait is known. */
  readonly waiting?: { readonly remainingMs?: number };
  /** Rejects with `queue-timeout` or `aborted`. */
  readonly ready: Promise<void>;
  /** Gives the place back; idempotent. */
  release(): void;
}

export interface Limiter {
  enter(entry: LimiterEntry, signal: AbortSignal): Ticket;
}

/** Holds each instance to its own limits with one fair queue per instance. */
export function createLimiter(clock: Clock): Limiter {
  const lanes = new Map<string, Lane>();
  return {
    enter(entry, signal) {
      const lane = lanes.get(entry.instance) ?? new Lane(clock);
      lanes.set(entry.instance, lane);
      lane.limits = entry.limits;
      const wait = lane.delayOfNewcomer();
      const release = once(() => lane.end());
      if (wait === 0) {
        lane.start();
        return { ready: Promise.resolve(), release };
      }
      let admitted = false;
      const ready = waitTurn({ clock, lane, entry, signal }, () => {
        admitted = true;
        lane.start();
      });
      lane.pump();
      return {
        waiting: wait === undefined ? {} : { remainingMs: wait },
        ready,
        release: () => (admitted ? release() : undefined),
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
    const waiter = {
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

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
