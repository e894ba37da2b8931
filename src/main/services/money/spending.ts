import type { z } from "zod";
import type { budgetStateSchema } from "#shared/rpc/activity.ts";
import type {
  ActivityQuery,
  ActivityRow,
  Ledger,
  LedgerScopes,
} from "#main/ports/ledger.ts";
import type { KeptAnswer } from "#main/ports/answer-store.ts";
import { settleAttempt } from "./attempts.ts";
import { budgetsFor, type Budget, type BudgetDependencies } from "./budgets.ts";

export type BudgetState = z.infer<typeof budgetStateSchema>;

/** What was spent, and what the user's bounds leave. */
export interface Spending {
  activity(query: ActivityQuery): readonly ActivityRow[];
  budgets(scopes: LedgerScopes): readonly Budget[];
  states(scopes: LedgerScopes): BudgetState[];
  /** Books an answer that cost nothing because it was kept. */
  bookCached(scopes: LedgerScopes, hit: KeptAnswer): void;
}

export interface SpendingDependencies extends BudgetDependencies {
  readonly ledger: Ledger;
  readonly newId: () => string;
}

export function createSpending(dependencies: SpendingDependencies): Spending {
  const { ledger, clock, newId } = dependencies;
  const budgets = (scopes: LedgerScopes) => budgetsFor(scopes, dependencies);
  return {
    activity: (query) => ledger.activity(query),
    budgets,
    states: (scopes) =>
      budgets(scopes).map(({ name, limit }) => ({
        name,
        usedNanoUsd: ledger.used(limit),
        limitNanoUsd: limit.limit,
        since: limit.since,
      })),
    bookCached(scopes, { instance, model, usage, durationMs }) {
      const id = newId();
      const time = new Date(clock.now()).toISOString();
      const nothing = { nanoUsd: 0, tokens: 0, isFree: true };
      const target = { instance, model, reservedAt: time };
      // Free, so that nobody has to wait for it.
      void ledger.reserve({ ...scopes, id, ...target, ...nothing }, []);
      settleAttempt(ledger, id, {
        settledAt: time,
        outcome: "cached",
        savedNanoUsd: usage?.costNanoUsd ?? 0,
        savedMs: durationMs,
      });
    },
  };
}
