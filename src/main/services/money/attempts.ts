import { AppError } from "#shared/errors/app-error.ts";
import type {
  BudgetLimit,
  Ledger,
  Reservation,
  Settlement,
} from "#main/ports/ledger.ts";
import type { Budget } from "./budgets.ts";

/**
 * Books the most that an attempt may cost before it goes out, or answers the first bound that it
 * would exceed. What is free goes out even if it cannot be booked; else the store's AppError is thrown.
 */
export async function reserveAttempt(
  ledger: Pick<Ledger, "reserve" | "together">,
  reservation: Reservation,
  budgets: readonly Budget[],
): Promise<BudgetLimit | undefined> {
  const costsNothing = reservation.nanoUsd === 0;
  const limits = costsNothing ? [] : budgets.map(({ limit }) => limit);
  try {
    // Nothing is owed for it, so that nothing has to be written before.
    if (reservation.isFree === true) return ledger.reserve(reservation, limits);
    return await ledger.together(() => ledger.reserve(reservation, limits));
  } catch (cause) {
    if (costsNothing) return undefined;
    throw AppError.from(cause);
  }
}

/** Books how an attempt ended. Left open, the reservation stands as its cost and is settled as lost at the next start. */
export function settleAttempt(
  ledger: Pick<Ledger, "settle" | "soon">,
  id: string,
  settlement: Settlement,
): Promise<void> {
  return ledger
    .soon(() => ledger.settle(id, settlement))
    .catch(() => undefined);
}

/** The refusal of an attempt, or the end of a reply that was `stopped`. */
export function overBudget(
  exceeded: BudgetLimit,
  by: {
    readonly ledger: Pick<Ledger, "used">;
    readonly target: { readonly instance: string; readonly model: string };
    /** Whose bound it is; absent where nobody can say. */
    readonly name: string | undefined;
    readonly stopped: boolean;
  },
): AppError {
  const { ledger, name, stopped } = by;
  const { instance, model } = by.target;
  const which = name === undefined ? "" : ` per ${name}`;
  const [limit, used] =
    exceeded.measure === "nanoUsd"
      ? (["limitNanoUsd", "usedNanoUsd"] as const)
      : (["limitTokens", "usedTokens"] as const);
  return new AppError("over-budget", {
    message: stopped
      ? `The reply was stopped: it had reached what the budget${which} has left.`
      : `This could cost more than the budget${which} has left.`,
    data: {
      instance,
      model,
      [limit]: exceeded.limit,
      [used]: ledger.used(exceeded),
      ...(name === undefined ? {} : { budget: name }),
      ...(stopped ? { stopped } : {}),
    },
  });
}

/** The name of the user's budget that was exceeded. */
export function budgetNamed(
  budgets: readonly Budget[],
  { since, limit }: BudgetLimit,
): string | undefined {
  return budgets.find(
    (budget) => budget.limit.since === since && budget.limit.limit === limit,
  )?.name;
}
