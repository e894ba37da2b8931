import type {
  BudgetLimit,
  LedgerScopes,
  Reservation,
} from "#main/ports/ledger.ts";
import type { LedgerStatements, Totals } from "./ledger-statements.ts";

const everything = "all";
const maxRanges = 1_000;
const nothing: Totals = { nanoUsd: 0, tokens: 0, requests: 0 };

type ScopedTime = Pick<Reservation, "reservedAt"> & {
  readonly [Scope in keyof LedgerScopes]?: string | null | undefined;
};

type Change = { -readonly [Field in keyof Totals]: Totals[Field] };

function scopeNames(scopes: Omit<ScopedTime, "reservedAt">): string[] {
  const { keyId, conversationId, comparisonId } = scopes;
  const names: string[] = [];
  if (keyId) names.push(`key:${keyId}`);
  if (conversationId) names.push(`conversation:${conversationId}`);
  if (comparisonId) names.push(`comparison:${comparisonId}`);
  return names;
}

function scopesOf(row: Omit<ScopedTime, "reservedAt">): readonly string[] {
  return [everything, ...scopeNames(row)];
}

/**
 * Sums by scope and hour. Those that are asked for with every call are read once and then kept up to
 * date in memory: this program alone writes here.
 */
export class LedgerTotals {
  readonly #statements: Pick<LedgerStatements, "totals" | "change">;
  readonly #held: () => Iterable<ScopedTime & Totals>;
  /** By scope, then by the first hour that counts. */
  readonly #known = new Map<string, Map<string, Totals>>();
  /** Changes of this transaction that are not written yet, by hour and scope; summed up in place. */
  readonly #changes = new Map<string, Map<string, Change>>();
  #size = 0;

  /** `held` counts beside what is written. */
  constructor(
    statements: Pick<LedgerStatements, "totals" | "change">,
    held: () => Iterable<ScopedTime & Totals>,
  ) {
    this.#statements = statements;
    this.#held = held;
  }

  used({ measure, scope, since }: Omit<BudgetLimit, "limit">): number {
    const [name = everything] = scopeNames(scope);
    return this.#sums(name, hourOf(since))[measure];
  }

  exceededBy(
    wanted: Totals,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined {
    return limits.find(
      (limit) => this.used(limit) + wanted[limit.measure] > limit.limit,
    );
  }

  change(row: ScopedTime, by: Totals): void {
    const hour = hourOf(row.reservedAt);
    for (const scope of scopesOf(row)) {
      const ofHour = this.#changes.get(hour) ?? new Map<string, Change>();
      this.#changes.set(hour, ofHour);
      const change = ofHour.get(scope);
      if (change === undefined) ofHour.set(scope, { ...by });
      else {
        change.nanoUsd += by.nanoUsd;
        change.tokens += by.tokens;
        change.requests += by.requests;
      }
      this.#add(scope, hour, by);
    }
  }

  /** Counts what is written nowhere. */
  remember(row: ScopedTime, by: Totals): void {
    const hour = hourOf(row.reservedAt);
    for (const scope of scopesOf(row)) this.#add(scope, hour, by);
  }

  /** Writes what changed: before its transaction ends, in one statement for each sum. */
  write(): void {
    for (const [hour, changes] of this.#changes)
      for (const [scope, change] of changes)
        this.#statements.change.run({ scope, hour, ...change });
    this.#changes.clear();
  }

  /** What was changed may have been undone, so that everything is read again. */
  forget(): void {
    this.#changes.clear();
    this.#forgetSums();
  }

  #sums(scope: string, hour: string): Totals {
    const known = this.#known.get(scope)?.get(hour);
    if (known !== undefined) return known;
    this.write();
    const sums = this.#read(scope, hour);
    if (this.#size >= maxRanges) this.#forgetSums();
    const ofScope = this.#known.get(scope) ?? new Map<string, Totals>();
    this.#known.set(scope, ofScope.set(hour, sums));
    this.#size += 1;
    return sums;
  }

  #read(scope: string, hour: string): Totals {
    let sums = this.#statements.totals.get({ scope, hour }) ?? nothing;
    for (const held of this.#held())
      if (hourOf(held.reservedAt) >= hour && scopesOf(held).includes(scope))
        sums = sum(sums, held);
    return sums;
  }

  #add(scope: string, hour: string, by: Totals): void {
    for (const [first, sums] of this.#known.get(scope) ?? [])
      if (first <= hour) this.#known.get(scope)?.set(first, sum(sums, by));
  }

  #forgetSums(): void {
    this.#known.clear();
    this.#size = 0;
  }
}

function sum(left: Totals, right: Totals): Totals {
  return {
    nanoUsd: left.nanoUsd + right.nanoUsd,
    tokens: left.tokens + right.tokens,
    requests: left.requests + right.requests,
  };
}

/** The ISO text of an hour in UTC sorts like the time. */
function hourOf(time: string): string {
  const isUtc = time.length === 24 && time.endsWith("Z");
  return (isUtc ? time : new Date(time).toISOString()).slice(0, 13);
}
