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

export function dayOf(now: number) {
  const [year, month, day] = dateOf(now);
  return period(Date.UTC(year, month, day), Date.UTC(year, month, day + 1));
}

function monthOf(now: number) {
  const [year, month] = dateOf(now);
  return period(Date.UTC(year, month), Date.UTC(year, month + 1));
}

function dateOf(now: number) {
  const today = new Date(now);
  return [
    today.getUTCFullYear(),
    today.getUTCMonth(),
    today.getUTCDate(),
  ] as const;
}

function period(from: number, to: number) {
  return {
    since: new Date(from).toISOString(),
    until: new Date(to).toISOString(),
  };
}
