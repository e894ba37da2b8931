import type { GatewayKey } from "#main/ports/access-store.ts";

const dayMs = 86_400_000;

/** A bound on what a key may use up in a period. */
export interface KeyLimit {
  readonly name: "tokensPerDay" | "nanoUsdPerMonth";
  readonly measure: "tokens" | "nanoUsd";
  readonly scope: { readonly keyId: string };
  /** ISO times: start of the period, and start of the next one. */
  readonly since: string;
  readonly until: string;
  readonly limit: number;
}

/** A key's bounds on one day. */
interface DayLimits {
  readonly day: number;
  readonly limits: readonly KeyLimit[];
}

/** Asked several times for each call, while the answer changes once a day. */
const known = new WeakMap<GatewayKey, DayLimits>();

/** A key's bounds at a time, as milliseconds since 1970. Days and months are those of UTC. */
export function limitsOf(key: GatewayKey, now: number): readonly KeyLimit[] {
  const day = Math.floor(now / dayMs);
  const latest = known.get(key);
  if (latest?.day === day) return latest.limits;
  const limits = limitsAt(key, now);
  known.set(key, { day, limits });
  return limits;
}

function limitsAt(key: GatewayKey, now: number): readonly KeyLimit[] {
  const { id: keyId, tokensPerDay, nanoUsdPerMonth } = key;
  const scope = { keyId };
  const limits: KeyLimit[] = [];
  if (tokensPerDay !== undefined)
    limits.push({
      name: "tokensPerDay",
      measure: "tokens",
      scope,
      limit: tokensPerDay,
      ...dayOf(now),
    });
  if (nanoUsdPerMonth !== undefined)
    limits.push({
      name: "nanoUsdPerMonth",
      measure: "nanoUsd",
      scope,
      limit: nanoUsdPerMonth,
      ...monthOf(now),
    });
  return limits;
}

interface Period {
  /** ISO times: its start, and the start of the next one. */
  readonly since: string;
  readonly until: string;
}

/** The day of a time. */
export function dayOf(now: number): Period {
  const start = Math.floor(now / dayMs) * dayMs;
  if (start !== latestStart) latestDay = period(start, start + dayMs);
  latestStart = start;
  return latestDay;
}

let latestStart = 0;
let latestDay = period(0, dayMs);

function monthOf(now: number): Period {
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return period(Date.UTC(year, month), Date.UTC(year, month + 1));
}

function period(from: number, to: number): Period {
  return {
    since: new Date(from).toISOString(),
    until: new Date(to).toISOString(),
  };
}
