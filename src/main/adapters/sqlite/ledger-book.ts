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
import type { ReservationJournal } from "./reservation-journal.ts";

interface OpenAttempt extends Place {
  readonly reservation: Reservation;
}

export interface LedgerBookOptions {
  readonly statements: LedgerStatements;
  readonly commits: Pick<LedgerCommits, "note" | "settle">;
  readonly journal: ReservationJournal;
}

/**
 * The ledger's entries and their sums. Attempts are in memory while they are open and have their row
 * when they have ended, within a transaction of the book's user. What may cost something is in the
 * journal before it goes out, so that a kill forgets nothing that is owed.
 */
export class LedgerBook implements CommitCompanion {
  readonly totals: LedgerTotals;
  readonly #statements: LedgerStatements;
  readonly #commits: LedgerBookOptions["commits"];
  readonly #journal: ReservationJournal;
  readonly #open = new Map<string, OpenAttempt>();
  /** Ids that this transaction books, which no statement finds yet. */
  readonly #booked = new Set<string>();
  /** Takes back what this transaction changed in memory, from the last to the first. */
  readonly #undo: (() => void)[] = [];

  constructor({ statements, commits, journal }: LedgerBookOptions) {
    this.#statements = statements;
    this.#commits = commits;
    this.#journal = journal;
    this.totals = new LedgerTotals({
      commits,
      statement: statements.totals,
      open: () => this.#counted(),
    });
  }

  /** Throws AppError `conflict`; rejects as the journal does, and then nothing is reserved. */
  reserve(
    reservation: Reservation,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined | Promise<undefined> {
    const { id } = reservation;
    if (this.#open.has(id)) throw twice(id);
    const wanted = wantedBy(reservation);
    const exceeded = this.totals.exceededBy(wanted, limits);
    if (exceeded !== undefined) return exceeded;
    const { hour, scopes } = placeOf(reservation);
    const attempt: OpenAttempt = { hour, scopes, reservation };
    this.#open.set(id, attempt);
    this.totals.count(attempt, wanted);
    if (!isOwed(attempt)) return undefined;
    return this.#journal.append(reservation).then(nothing, (error: unknown) => {
      // Unless it was settled within this turn, and is owed what that says.
      if (this.#open.get(id) === attempt) {
        this.#open.delete(id);
        this.totals.count(attempt, negative(wanted));
      }
      throw error;
    });
  }

  /** Throws as the journal does, and then what was reserved stands. */
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
    if (isOwed(attempt)) this.#journal.appendNow(reservation);
    this.#open.set(id, { ...attempt, reservation });
    this.totals.count(attempt, more);
    return undefined;
  }

  /** Within a transaction. */
  settle(id: string, settlement: Settlement): void {
    const attempt = this.#open.get(id);
    if (attempt === undefined) return this.#refuseUnknown(id);
    this.#write(attempt.reservation, settlement);
    this.#open.delete(id);
    this.#undo.push(() => this.#open.set(id, attempt));
    this.totals.count(attempt, negative(wantedBy(attempt.reservation)));
    this.totals.book(attempt, takenBy(settlement));
  }

  /** What an earlier run left open: its reservation stands as its cost. Within a transaction. */
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

  /** Last in a transaction: what its entries add up to. */
  beforeCommit(): void {
    this.totals.write();
  }

  /** Now what is open in memory is all that has no row. */
  committed(): void {
    this.#undo.length = 0;
    this.#booked.clear();
    if (this.#journal.isLong) this.#journal.renew(this.#owed());
  }

  /** After the last transaction: what is owed still is left for the next start. */
  close(): void {
    this.#journal.close(this.#owed());
  }

  /** After a transaction that was undone: its sums are read again. */
  rolledBack(): void {
    while (this.#undo.length > 0) this.#undo.pop()?.();
    this.#booked.clear();
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

  *#owed(): Iterable<Reservation> {
    for (const attempt of this.#open.values())
      if (isOwed(attempt)) yield attempt.reservation;
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

function nothing(): undefined {
  return undefined;
}

/** What is free for sure is held in memory alone. */
function isOwed({ reservation }: OpenAttempt): boolean {
  return reservation.isFree !== true;
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
