import type { GatewayKey } from "#main/ports/access-store.ts";

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

/** A key's bounds at a time, as milliseconds since 1970. Days and months are those of UTC. */
export function limitsOf(key: GatewayKey, now: number): readonly KeyLimit[] {
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

export const dayOf = remembered(([year, month, day]) =>
  period(Date.UTC(year, month, day), Date.UTC(year, month, day + 1)),
);

const monthOf = remembered(([year, month]) =>
  period(Date.UTC(year, month), Date.UTC(year, month + 1)),
);

type Day = readonly [year: number, month: number, day: number];

/** Asked several times for each call, while its answer changes once a day. */
function remembered(find: (day: Day) => Period): (now: number) => Period {
  let today = Number.NaN;
  let found: Period | undefined;
  return (now) => {
    const day = Math.floor(now / dayMs);
    if (found === undefined || day !== today) found = find(dateOf(now));
    today = day;
    return found;
  };
}

const dayMs = 86_400_000;

function dateOf(now: number): Day {
  const date = new Date(now);
  return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
}

function period(from: number, to: number): Period {
  return {
    since: new Date(from).toISOString(),
    until: new Date(to).toISOString(),
  };
}
