import { AppError } from "#shared/errors/app-error.ts";
import {
  pruneStarts,
  waitForMinute,
} from "#main/domain/rate-limit/start-window.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { TargetFacts } from "./call-provider.ts";

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

interface Waiter {
  admit(): void;
}

interface Lane {
  limits: TargetFacts["limits"];
  running: number;
  starts: readonly number[];
  /** By origin; the order of the map is the order of turns. */
  readonly waiting: Map<string, Waiter[]>;
  wakeUp: AbortController | undefined;
}

export interface Limiter {
  enter(entry: LimiterEntry, signal: AbortSignal): Ticket;
}

/** Holds each instance to its own limits with one fair queue per instance. */
export function createLimiter(clock: Clock): Limiter {
  const lanes = new Map<string, Lane>();

  function laneOf(entry: LimiterEntry): Lane {
    const lane = lanes.get(entry.instance) ?? emptyLane(entry.limits);
    lane.limits = entry.limits;
    lanes.set(entry.instance, lane);
    return lane;
  }

  function delay(lane: Lane): number | undefined {
    const { concurrent, requestsPerMinute } = lane.limits;
    if (concurrent !== undefined && lane.running >= concurrent)
      return undefined;
    if (requestsPerMinute === undefined) return 0;
    const now = clock.monotonic();
    lane.starts = pruneStarts(lane.starts, now);
    return waitForMinute(lane.starts, requestsPerMinute, now);
  }

  function start(lane: Lane): void {
    lane.running += 1;
    if (lane.limits.requestsPerMinute !== undefined)
      lane.starts = [...lane.starts, clock.monotonic()];
  }

  function pump(lane: Lane): void {
    lane.wakeUp?.abort();
    lane.wakeUp = undefined;
    while (lane.waiting.size > 0) {
      const wait = delay(lane);
      if (wait === undefined) return;
      if (wait > 0) return wakeLater(lane, wait);
      takeNext(lane).admit();
    }
  }

  function wakeLater(lane: Lane, wait: number): void {
    const wakeUp = new AbortController();
    lane.wakeUp = wakeUp;
    clock.sleep(wait, wakeUp.signal).then(
      () => pump(lane),
      () => undefined,
    );
  }

  return {
    enter(entry, signal) {
      const lane = laneOf(entry);
      const release = once(() => {
        lane.running -= 1;
        pump(lane);
      });
      const wait = lane.waiting.size > 0 ? undefined : delay(lane);
      if (wait === 0) {
        start(lane);
        return { ready: Promise.resolve(), release };
      }
      return enqueue();

      function enqueue(): Ticket {
        let admitted = false;
        const ready = waitTurn({ clock, lane, entry, signal }, () => {
          admitted = true;
          start(lane);
        });
        pump(lane);
        return {
          waiting: wait === undefined ? {} : { remainingMs: wait },
          ready,
          release: () => (admitted ? release() : undefined),
        };
      }
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
      const others = lane.waiting.get(entry.origin) ?? [];
      keepWaiting(
        lane,
        entry.origin,
        others.filter((it) => it !== waiter),
      );
      reject(error);
    };
    if (signal.aborted) return reject(stopped());
    signal.addEventListener("abort", onAbort, { once: true });
    const others = lane.waiting.get(entry.origin) ?? [];
    lane.waiting.set(entry.origin, [...others, waiter]);
    clock.sleep(patienceMs, patience.signal).then(
      () => leave(tooLong(entry.instance)),
      () => undefined,
    );
  });
}

/** The first waiter of the origin whose turn it is; that origin goes to the end of the line. */
function takeNext(lane: Lane): Waiter {
  const [turn] = lane.waiting;
  const [origin = "", [waiter, ...others] = []] = turn ?? [];
  if (waiter === undefined)
    throw new AppError("internal", { message: "An empty queue was served." });
  lane.waiting.delete(origin);
  keepWaiting(lane, origin, others);
  return waiter;
}

function keepWaiting(lane: Lane, origin: string, waiters: Waiter[]): void {
  if (waiters.length === 0) lane.waiting.delete(origin);
  else lane.waiting.set(origin, waiters);
}

function emptyLane(limits: TargetFacts["limits"]): Lane {
  return {
    limits,
    running: 0,
    starts: [],
    waiting: new Map(),
    wakeUp: undefined,
  };
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
