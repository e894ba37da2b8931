import { AppError } from "#shared/errors/app-error.ts";
import type {
  Amount,
  BudgetLimit,
  Reservation,
  Settlement,
} from "#main/ports/ledger.ts";
import type { CommitCompanion } from "./commits/group-commit.ts";
import {
  reservationValues,
  settlementValues,
  type LedgerCommits,
  type LedgerStatements,
  type Totals,
} from "./ledger-statements.ts";
import { LedgerTotals, placeOf, type Place } from "./ledger-totals.ts";
import { OpenBatches, type Batch } from "./open-batches.ts";

interface OpenAttempt extends Place {
  readonly reservation: Reservation;
  /** Where its reservation is written; absent for what is free. */
  readonly batch?: Batch;
}

/**
 * The ledger's entries and their sums, within a transaction of its user. Attempts are in memory while
 * they are open and have their row when they have ended. What may cost something is written down
 * before it goes out, so that a kill forgets nothing that is owed.
 */
export class LedgerBook implements CommitCompanion {
  readonly totals: LedgerTotals;
  readonly #statements: LedgerStatements;
  readonly #commits: Pick<LedgerCommits, "note" | "settle">;
  readonly #batches: OpenBatches;
  readonly #open = new Map<string, OpenAttempt>();
  /** Ids that this transaction books, which no statement finds yet. */
  readonly #booked = new Set<string>();
  /** Takes back what this transaction changed in memory, from the last to the first. */
  readonly #undo: (() => void)[] = [];

  constructor(
    statements: LedgerStatements,
    commits: Pick<LedgerCommits, "note" | "settle">,
  ) {
    this.#statements = statements;
    this.#commits = commits;
    const newest = statements.newestOpen.get() ?? 0;
    this.#batches = new OpenBatches(commits, newest);
    this.totals = new LedgerTotals({
      commits,
      statement: statements.totals,
      open: () => this.#counted(),
    });
  }

  /** Within a transaction, unless it is free. */
  reserve(
    reservation: Reservation,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined {
    const { id } = reservation;
    if (this.#open.has(id)) throw twice(id);
    const wanted = wantedBy(reservation);
    const exceeded = this.totals.exceededBy(wanted, limits);
    if (exceeded !== undefined) return exceeded;
    const { hour, scopes } = placeOf(reservation);
    if (reservation.isFree === true)
      this.#open.set(id, { hour, scopes, reservation });
    else {
      const batch = this.#batches.add(reservation);
      this.#open.set(id, { hour, scopes, reservation, batch });
      this.#undo.push(() => this.#open.delete(id));
    }
    this.totals.count({ hour, scopes }, wanted);
    return undefined;
  }

  /** Whether nothing is written of an open attempt. */
  isHeld(id: string): boolean {
    const attempt = this.#open.get(id);
    return attempt !== undefined && attempt.batch === undefined;
  }

  /** Within a transaction, unless it is held. */
  raise(
    id: string,
    amount: Amount,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined {
    const attempt = this.#open.get(id);
    if (attempt === undefined) return this.#refuseUnknown(id);
    const more = increase(attempt.reservation, amount);
    const exceeded = this.totals.exceededBy(more, limits);
    if (exceeded !== undefined) return exceeded;
    const reservation = { ...attempt.reservation, ...amount };
    if (attempt.batch === undefined)
      this.#open.set(id, { ...attempt, reservation });
    else {
      this.#leave(attempt);
      const batch = this.#batches.add(reservation);
      this.#open.set(id, { ...attempt, reservation, batch });
    }
    this.totals.count(attempt, more);
    return undefined;
  }

  settle(id: string, settlement: Settlement): void {
    const attempt = this.#open.get(id);
    if (attempt === undefined) return this.#refuseUnknown(id);
    this.#write(attempt.reservation, settlement);
    this.#open.delete(id);
    this.#leave(attempt);
    this.totals.count(attempt, negative(wantedBy(attempt.reservation)));
    this.totals.book(attempt, takenBy(settlement));
  }

  /** What an earlier run left open: its reservation stands as its cost. */
  settleLost(reservation: Reservation, settledAt: string): void {
    const { nanoUsd } = reservation;
    const usage = { inputTokens: 0, outputTokens: 0, costNanoUsd: nanoUsd };
    this.#write(reservation, {
      settledAt,
      outcome: "lost",
      usage: { ...usage, costSource: "estimate" },
    });
    this.totals.book(placeOf(reservation), wantedBy(reservation));
  }

  /** Last in a transaction: what its entries add up to, and what is open after it. */
  beforeCommit(): void {
    this.totals.write();
    this.#batches.write();
  }

  committed(): void {
    this.#undo.length = 0;
    this.#booked.clear();
    this.#batches.begin();
  }

  /** After a transaction that was undone: its sums are read again. */
  rolledBack(): void {
    while (this.#undo.length > 0) this.#undo.pop()?.();
    this.#booked.clear();
    this.#batches.begin();
    this.totals.forget();
  }

  #write(reservation: Reservation, settlement: Settlement): void {
    this.#booked.add(reservation.id);
    this.#commits.note(
      "book",
      ...reservationValues(reservation),
      ...settlementValues(settlement),
    );
  }

  #leave(attempt: OpenAttempt): void {
    const { batch, reservation } = attempt;
    const { id } = reservation;
    if (batch !== undefined) this.#batches.remove(batch, reservation);
    this.#undo.push(() => {
      this.#open.set(id, attempt);
      batch?.members.add(reservation);
    });
  }

  *#counted(): Iterable<Place & Totals> {
    for (const { hour, scopes, reservation } of this.#open.values()) {
      const { nanoUsd, tokens } = reservation;
      yield { hour, scopes, nanoUsd, tokens, requests: 1 };
    }
  }

  #refuseUnknown(id: string): undefined {
    if (this.#booked.has(id)) return;
    this.#commits.settle();
    if (this.#statements.wasBooked.get(id) !== undefined) return;
    throw new AppError("not-found", {
      message: `There is no reservation ${id}.`,
      data: { id },
    });
  }
}

function twice(id: string): AppError {
  return new AppError("conflict", {
    message: `There is a reservation ${id} already.`,
    data: { id },
  });
}

function wantedBy({ nanoUsd, tokens }: Amount): Totals {
  return { nanoUsd, tokens, requests: 1 };
}

function takenBy({ usage }: Settlement): Totals {
  const { costNanoUsd = 0, inputTokens = 0, outputTokens = 0 } = usage ?? {};
  return {
    nanoUsd: costNanoUsd,
    tokens: inputTokens + outputTokens,
    requests: 1,
  };
}

function increase(from: Amount, to: Amount): Totals {
  return {
    nanoUsd: to.nanoUsd - from.nanoUsd,
    tokens: to.tokens - from.tokens,
    requests: 0,
  };
}

function negative({ nanoUsd, tokens, requests }: Totals): Totals {
  return { nanoUsd: -nanoUsd, tokens: -tokens, requests: -requests };
}
