const minuteMs = 60_000;

/** Tokens that one call takes from the minute after its start. */
export interface TokenUse {
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly tokens: number;
}

/**
 * Milliseconds until a call of `wanted` tokens may start under `tokensPerMinute`, given earlier uses,
 * oldest first. A call that is larger than the whole limit goes when nothing else counts any more.
 */
export function waitForTokens(
  uses: readonly TokenUse[],
  limit: { readonly tokensPerMinute: number; readonly wanted: number },
  now: number,
): number {
  const room = Math.max(0, limit.tokensPerMinute - limit.wanted);
  let taken = uses.reduce((sum, { tokens }) => sum + tokens, 0);
  let free = now;
  for (const { at, tokens } of uses) {
    if (taken <= room) break;
    taken -= tokens;
    free = at + minuteMs;
  }
  return Math.max(0, free - now);
}

/** Uses that still count at `now`. */
export function pruneUses(
  uses: readonly TokenUse[],
  now: number,
): readonly TokenUse[] {
  return uses.filter(({ at }) => at > now - minuteMs);
}
