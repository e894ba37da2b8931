import type { ErrorJson } from "#shared/errors/app-error.ts";
import {
  breakerState,
  errorRate,
  freshBreaker,
  isTrouble,
  noteOutcome,
  startProbe,
  type Breaker,
  type BreakerState,
} from "#main/domain/health/breaker.ts";
import type { Clock } from "#main/ports/clock.ts";

const defaultCooldownMs = 5_000;
const mostTargets = 1_000;
const mostLatencies = 50;

interface TargetRecord {
  readonly instance: string;
  breaker: Breaker;
  /** Milliseconds to the first content, latest last. */
  readonly latencies: number[];
  lastError?: { readonly error: ErrorJson; readonly at: number };
}

export interface InstanceHealth {
  /** The worst of its models. */
  readonly state: BreakerState;
  /** 0 to 1 over the last minute. */
  readonly errorRate: number;
  /** Median milliseconds to the first content; absent before any. */
  readonly firstTokenMs?: number;
  readonly lastError?: ErrorJson;
  /** ISO time of it. */
  readonly lastErrorAt?: string;
}

/** How targets have fared lately; in memory only. */
export interface Health {
  /** Whether a call may go there while another target is left. The one that tries a paused target is let through. */
  mayTry(instance: string, model: string): boolean;
  /** Whether calls pass it over now. Asking changes nothing. */
  isPaused(instance: string, model: string): boolean;
  noteSuccess(instance: string, model: string, firstContentMs: number): void;
  noteFailure(instance: string, model: string, error: ErrorJson): void;
  /** Undefined before the first call. */
  of(instance: string): InstanceHealth | undefined;
}

/** `onChange` is told after each outcome. */
export function createHealth(
  clock: Clock,
  onChange: () => void = () => undefined,
): Health {
  const targets = new Map<string, TargetRecord>();
  const recordOf = createRecords(targets);

  return {
    mayTry(instance, model) {
      const record = recordOf(instance, model);
      const now = clock.monotonic();
      const state = breakerState(record.breaker, now);
      if (state === "half-open")
        record.breaker = startProbe(record.breaker, now);
      return state !== "open";
    },
    isPaused: (instance, model) =>
      isOpen(targets.get(`${instance}:${model}`), clock.monotonic()),
    noteSuccess(instance, model, firstContentMs) {
      const record = recordOf(instance, model);
      const now = clock.monotonic();
      record.breaker = noteOutcome(record.breaker, { type: "success" }, now);
      record.latencies.push(firstContentMs);
      if (record.latencies.length > mostLatencies) record.latencies.shift();
      onChange();
    },
    noteFailure(instance, model, error) {
      const record = recordOf(instance, model);
      const now = clock.monotonic();
      if (error.code === "rate-limited") {
        const milliseconds = cooldownOf(error);
        const outcome = { type: "cooldown", milliseconds } as const;
        record.breaker = noteOutcome(record.breaker, outcome, now);
      } else if (isTrouble(error.code))
        record.breaker = noteOutcome(record.breaker, { type: "failure" }, now);
      if (error.code === "aborted") return;
      record.lastError = { error, at: clock.now() };
      onChange();
    },
    of(instance) {
      const own = [...targets.values()].filter(
        (record) => record.instance === instance,
      );
      return own.length === 0 ? undefined : summary(own, clock.monotonic());
    },
  };
}

/** Finds or makes a target's record; the most recently used last, so that the first one can go. */
function createRecords(targets: Map<string, TargetRecord>) {
  let latest: string | undefined;
  return (instance: string, model: string): TargetRecord => {
    const key = `${instance}:${model}`;
    const known = targets.get(key);
    if (known !== undefined && key === latest) return known;
    latest = key;
    const record = known ?? { instance, breaker: freshBreaker, latencies: [] };
    targets.delete(key);
    targets.set(key, record);
    const [oldest] = targets.keys();
    if (targets.size > mostTargets && oldest !== undefined)
      targets.delete(oldest);
    return record;
  };
}

function isOpen(record: TargetRecord | undefined, now: number): boolean {
  return record !== undefined && breakerState(record.breaker, now) === "open";
}

function summary(
  records: readonly TargetRecord[],
  now: number,
): InstanceHealth {
  const states = records.map(({ breaker }) => breakerState(breaker, now));
  const rates = records.map(({ breaker }) => errorRate(breaker, now));
  const latencies = records
    .flatMap((record) => record.latencies)
    .toSorted((left, right) => left - right);
  const median = latencies[Math.floor(latencies.length / 2)];
  const last = records
    .flatMap(({ lastError }) => lastError ?? [])
    .toSorted((left, right) => left.at - right.at)
    .at(-1);
  return {
    state: states.includes("open")
      ? "open"
      : states.includes("half-open")
        ? "half-open"
        : "closed",
    errorRate: Math.max(...rates),
    ...(median === undefined ? {} : { firstTokenMs: median }),
    ...(last === undefined
      ? {}
      : {
          lastError: last.error,
          lastErrorAt: new Date(last.at).toISOString(),
        }),
  };
}

function cooldownOf(error: ErrorJson): number {
  const asked = error.data["retryAfterMs"];
  return typeof asked === "number" ? asked : defaultCooldownMs;
}
