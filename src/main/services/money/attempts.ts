import { AppError } from "#shared/errors/app-error.ts";
import type {
  Amount,
  BudgetLimit,
  Ledger,
  Reservation,
  Settlement,
} from "#main/ports/ledger.ts";
import type { Budget } from "./budgets.ts";

/**
 * Books the most that an attempt may cost before it goes out, or answers the first bound that it
 * would exceed; at once where it is free. What has no price goes out even if it cannot be booked; else
 * this throws, or rejects with, the store's AppError.
 */
export function reserveAttempt(
  ledger: Pick<Ledger, "reserve">,
  reservation: Reservation,
  budgets: readonly Budget[],
): BudgetLimit | undefined | Promise<undefined> {
  const isFree = reservation.isFree === true;
  const limits = isFree ? none : budgets.map(({ limit }) => limit);
  const failed = (cause: unknown): undefined => {
    if (reservation.nanoUsd > 0) throw AppError.from(cause);
  };
  try {
    const reserved = ledger.reserve(reservation, limits);
    return reserved instanceof Promise ? reserved.catch(failed) : reserved;
  } catch (cause) {
    return failed(cause);
  }
}

const none: readonly BudgetLimit[] = [];

/**
 * Until an attempt is booked it counts as what was reserved for it, so that it has to be as much as it
 * took: nothing is reserved where nobody knows the price.
 */
export function raiseToTaken(
  ledger: Pick<Ledger, "raise">,
  id: string,
  { reserved, taken }: { readonly reserved: Amount; readonly taken: Amount },
): void {
  const nanoUsd = Math.max(taken.nanoUsd, reserved.nanoUsd);
  const tokens = Math.max(taken.tokens, reserved.tokens);
  if (nanoUsd === reserved.nanoUsd && tokens === reserved.tokens) return;
  try {
    ledger.raise(id, { nanoUsd, tokens }, none);
  } catch {
    // It is booked in a moment, or nothing can be.
  }
}

/** Books how an attempt ended. Left open, the reservation stands as its cost and is settled as lost at the next start. */
export function settleAttempt(
  ledger: Pick<Ledger, "settle" | "soon">,
  id: string,
  settlement: Settlement,
): void {
  ledger.soon(() => ledger.settle(id, settlement));
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
