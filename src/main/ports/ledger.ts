import type { Usage } from "#shared/chat/usage.ts";
import type { ErrorCode } from "#shared/errors/app-error.ts";

/** Who a call is counted for, besides the whole program. */
export interface LedgerScopes {
  readonly keyId?: string;
  readonly conversationId?: string;
  readonly comparisonId?: string;
}

/** What an attempt takes of a bound. */
export interface Amount {
  /** Integer billionths of a US dollar. */
  readonly nanoUsd: number;
  /** Input and output together. */
  readonly tokens: number;
}

/** What an earlier run left behind. */
export interface LeftOpen {
  /** Attempts that were settled as `lost`, each at what was reserved for it. */
  readonly lost: number;
  /** Notes of reservations that cannot be read in whole; they stay where they are. */
  readonly unreadable: number;
}

/** Written down before an attempt goes out that may cost something: the most that it may cost. */
export interface Reservation extends LedgerScopes, Amount {
  readonly id: string;
  /** ISO time. */
  readonly reservedAt: string;
  readonly instance: string;
  /** Upstream model id. */
  readonly model: string;
  /** True: it costs nothing, for sure. A price that nobody knows is no such thing. */
  readonly isFree?: boolean;
}

/** A bound on what one scope may use up since a time. */
export interface BudgetLimit {
  readonly measure: "nanoUsd" | "tokens" | "requests";
  /** At most one scope; none bounds the whole program. */
  readonly scope: LedgerScopes;
  /** ISO time; counted from the start of its hour. */
  readonly since: string;
  /** The highest sum that is allowed. */
  readonly limit: number;
}

export type LedgerOutcome = "ok" | "cached" | "failed" | "aborted" | "lost";

/** How an attempt ended. Its cost replaces what was reserved. */
export interface Settlement {
  /** ISO time. */
  readonly settledAt: string;
  /** `lost`: the program ended before the attempt did, so the reservation stands as its cost. */
  readonly outcome: LedgerOutcome;
  readonly errorCode?: ErrorCode;
  /** Its `costNanoUsd` is what the attempt cost; without one it cost nothing. */
  readonly usage?: Usage;
  /** What a cached answer would have cost. */
  readonly savedNanoUsd?: number;
  /** How long it would have taken. */
  readonly savedMs?: number;
  readonly firstTokenMs?: number;
  readonly totalMs?: number;
}

export interface ActivityQuery {
  /** ISO times; `until` is excluded. */
  readonly since: string;
  readonly until: string;
  readonly by: "day" | "instance" | "model" | "key";
  /** Minutes east of UTC, for the edges of days. */
  readonly utcOffsetMinutes: number;
}

/** Sums over settled attempts. */
export interface ActivityRow {
  /** ISO date, instance id, `instance:model` or key id; empty for calls without a key. */
  readonly group: string;
  readonly requests: number;
  readonly failed: number;
  readonly cached: number;
  readonly costNanoUsd: number;
  readonly savedNanoUsd: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Mean over the attempts that had one; absent without any. */
  readonly firstTokenMs?: number;
}

/**
 * What was spent. It outlives chats, keys and instances that it names. Synchronous: each call is one
 * short transaction, or one line in a file. Throws AppError `conflict` (an id that is open),
 * `not-found`, `store-full`, `store-unwritable`.
 */
export interface Ledger {
  /**
   * Checks all limits and reserves in one step, so that calls at the same time cannot exceed a
   * limit together. Returns the first limit that the reservation would exceed; then nothing is
   * written. What is free for sure is held in memory until it is settled, and answered at once;
   * everything else counts at once, and outlives a kill of the program from when this resolves.
   * Where it rejects, nothing is reserved.
   */
  reserve(
    reservation: Reservation,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined | Promise<undefined>;
  /**
   * Reserves this much in all for an open attempt that grew. Returns the first limit that it would
   * exceed; then what was reserved stands, as it does where this throws and for an attempt that was
   * settled.
   */
  raise(
    id: string,
    amount: Amount,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined;
  /** The first settlement of an attempt counts; later ones have no effect. */
  settle(id: string, settlement: Settlement): void;
  /**
   * Makes this write, which nobody waits for nor hears of, in one transaction with others, at most
   * 20 ms later; each sees the ones before it.
   */
  soon(write: () => void): void;
  /** Settles what an earlier run left open as `lost`. Once, at start, before anything is reserved. */
  settleLost(settledAt: string): LeftOpen;
  /** Settled costs and open reservations together. */
  used(limit: Omit<BudgetLimit, "limit">): number;
  /** The same as far as it is written, which is quicker: what waits to be settled counts as reserved. */
  usedSoFar(limit: Omit<BudgetLimit, "limit">): number;
  /** Integer billionths of a US dollar that calls since an ISO time have cost; without those that run. */
  spent(since: string): number;
  /** Largest cost first; days in order. */
  activity(query: ActivityQuery): readonly ActivityRow[];
}
