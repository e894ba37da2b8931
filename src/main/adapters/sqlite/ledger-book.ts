import { AppError } from "#shared/errors/app-error.ts";
import type {
  Amount,
  BudgetLimit,
  Reservation,
  Settlement,
} from "#main/ports/ledger.ts";
import {
  reservationValues,
  settlementValues,
  type LedgerRow,
  type LedgerStatements,
  type Totals,
} from "./ledger-statements.ts";
import { LedgerTotals } from "./ledger-totals.ts";

/**
 * The ledger's entries and their sums, within a transaction of its user. What may cost something has
 * its row before it goes out, so that a kill forgets nothing that is owed; what is free is held in
 * memory and has its row when it has ended.
 */
export class LedgerBook {
  readonly totals: LedgerTotals;
  readonly #statements: LedgerStatements;
  /** Reservations of this run that are not settled, so that nothing is read to settle them. */
  readonly #open = new Map<string, LedgerRow>();
  /** Free ones without a row. */
  readonly #held = new Map<string, Reservation>();
  /** Those of them that this transaction books. */
  readonly #booked = new Set<string>();

  constructor(statements: LedgerStatements) {
    this.#statements = statements;
    this.totals = new LedgerTotals(statements, () => this.#unbooked());
  }

  reserve(
    reservation: Reservation,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined {
    const wanted = wantedBy(reservation);
    const exceeded = this.totals.exceededBy(wanted, limits);
    if (exceeded !== undefined) return exceeded;
    this.#statements.reserve.run(reservationValues(reservation));
    this.#open.set(reservation.id, rowOf(reservation));
    this.totals.change(reservation, wanted);
    return undefined;
  }

  /** The same for what is free: nothing is written. */
  hold(
    reservation: Reservation,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined {
    const { id } = reservation;
    const exceeded = this.totals.exceededBy(wantedBy(reservation), limits);
    if (exceeded !== undefined) return exceeded;
    if (this.#held.has(id) || this.#open.has(id)) throw twice(id);
    this.#held.set(id, reservation);
    this.totals.remember(reservation, wantedBy(reservation));
    return undefined;
  }

  isHeld(id: string): boolean {
    return this.#held.has(id) && !this.#booked.has(id);
  }

  raiseHeld(
    id: string,
    amount: Amount,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined {
    const held = this.#held.get(id) ?? unknownReservation(id);
    const more = increase(held, amount);
    const exceeded = this.totals.exceededBy(more, limits);
    if (exceeded !== undefined) return exceeded;
    this.#held.set(id, { ...held, ...amount });
    this.totals.remember(held, more);
    return undefined;
  }

  raise(
    id: string,
    amount: Amount,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined {
    const row = this.#find(id);
    if (row.settledAt !== null) return undefined;
    const more = increase(row, amount);
    const exceeded = this.totals.exceededBy(more, limits);
    if (exceeded !== undefined) return exceeded;
    this.#statements.raise.run({ id, ...amount });
    this.#open.set(id, { ...row, ...amount });
    this.totals.change(row, more);
    return undefined;
  }

  settle(id: string, settlement: Settlement): void {
    if (this.isHeld(id)) return this.#book(id, settlement);
    const row = this.#find(id);
    if (row.settledAt !== null) return;
    this.#statements.settle.run([...settlementValues(settlement), id]);
    this.#open.delete(id);
    const by = difference(amountOf(settlement), row);
    this.totals.change(row, { ...by, requests: 0 });
  }

  /** Last in a transaction: what its entries add up to. */
  beforeCommit(): void {
    this.totals.write();
  }

  committed(): void {
    for (const id of this.#booked) this.#held.delete(id);
    this.#booked.clear();
  }

  /** After a transaction that was undone: what is remembered is read again. */
  rolledBack(): void {
    this.#booked.clear();
    this.#open.clear();
    this.totals.forget();
  }

  #book(id: string, settlement: Settlement): void {
    const held = this.#held.get(id) ?? unknownReservation(id);
    this.#statements.book.run([
      ...reservationValues(held),
      ...settlementValues(settlement),
    ]);
    this.#booked.add(id);
    const taken = amountOf(settlement);
    this.totals.change(held, { ...taken, requests: 1 });
    this.totals.remember(held, negative(wantedBy(held)));
  }

  *#unbooked(): Iterable<Reservation & Totals> {
    for (const [id, held] of this.#held)
      if (!this.#booked.has(id)) yield { ...held, requests: 1 };
  }

  #find(id: string): LedgerRow {
    const row = this.#open.get(id) ?? this.#statements.one.get(id);
    return row ?? unknownReservation(id);
  }
}

function unknownReservation(id: string): never {
  throw new AppError("not-found", {
    message: `There is no reservation ${id}.`,
    data: { id },
  });
}

function twice(id: string): AppError {
  return new AppError("conflict", {
    message: `There is a reservation ${id} already.`,
    data: { id },
  });
}

function rowOf(reservation: Reservation): LedgerRow {
  return {
    keyId: reservation.keyId ?? null,
    conversationId: reservation.conversationId ?? null,
    comparisonId: reservation.comparisonId ?? null,
    reservedAt: reservation.reservedAt,
    settledAt: null,
    nanoUsd: reservation.nanoUsd,
    tokens: reservation.tokens,
  };
}

function wantedBy({ nanoUsd, tokens }: Amount): Totals {
  return { nanoUsd, tokens, requests: 1 };
}

function amountOf({ usage }: Settlement): Amount {
  const { costNanoUsd = 0, inputTokens = 0, outputTokens = 0 } = usage ?? {};
  return { nanoUsd: costNanoUsd, tokens: inputTokens + outputTokens };
}

function difference(one: Amount, other: Amount): Amount {
  return {
    nanoUsd: one.nanoUsd - other.nanoUsd,
    tokens: one.tokens - other.tokens,
  };
}

function increase(from: Amount, to: Amount): Totals {
  return { ...difference(to, from), requests: 0 };
}

function negative({ nanoUsd, tokens, requests }: Totals): Totals {
  return { nanoUsd: -nanoUsd, tokens: -tokens, requests: -requests };
}
