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

function scopeNames(scopes: Omit<ScopedTime, "reservedAt">): string[] {
  const names = [
    ["key", scopes.keyId],
    ["conversation", scopes.conversationId],
    ["comparison", scopes.comparisonId],
  ] as const;
  return names.flatMap(([kind, id]) => (id ? [`${kind}:${id}`] : []));
}

/**
 * Sums by scope and hour. Those that are asked for with every call are read once and then kept up to
 * date in memory: this program alone writes here.
 */
export class LedgerTotals {
  readonly #statements: Pick<LedgerStatements, "totals" | "change">;
  /** By scope, then by the first hour that counts. */
  readonly #known = new Map<string, Map<string, Totals>>();
  #size = 0;

  constructor(statements: Pick<LedgerStatements, "totals" | "change">) {
    this.#statements = statements;
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
    for (const scope of [everything, ...scopeNames(row)]) {
      this.#statements.change.run({ scope, hour, ...by });
      this.#add(scope, hour, by);
    }
  }

  /** What failed may have been undone, so that everything is read again. */
  during<Result>(write: () => Result): Result {
    try {
      return write();
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  duringAll<Result>(written: Promise<Result>): Promise<Result> {
    return written.catch((error: unknown) => {
      this.#forget();
      throw error;
    });
  }

  #sums(scope: string, hour: string): Totals {
    const known = this.#known.get(scope)?.get(hour);
    if (known !== undefined) return known;
    const sums = this.#statements.totals.get({ scope, hour }) ?? nothing;
    if (this.#size >= maxRanges) this.#forget();
    const ofScope = this.#known.get(scope) ?? new Map<string, Totals>();
    this.#known.set(scope, ofScope.set(hour, sums));
    this.#size += 1;
    return sums;
  }

  #add(scope: string, hour: string, by: Totals): void {
    for (const [first, sums] of this.#known.get(scope) ?? [])
      if (first <= hour)
        this.#known.get(scope)?.set(first, {
          nanoUsd: sums.nanoUsd + by.nanoUsd,
          tokens: sums.tokens + by.tokens,
          requests: sums.requests + by.requests,
        });
  }

  #forget(): void {
    this.#known.clear();
    this.#size = 0;
  }
}

/** The ISO text of an hour sorts like the time. */
function hourOf(time: string): string {
  return new Date(time).toISOString().slice(0, 13);
}
