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

/** The ledger's entries and their sums, within a transaction of its user. */
export class LedgerBook {
  readonly totals: LedgerTotals;
  readonly #statements: LedgerStatements;
  /** Reservations of this run that are not settled, so that nothing is read to settle them. */
  readonly #open = new Map<string, LedgerRow>();

  constructor(statements: LedgerStatements) {
    this.#statements = statements;
    this.totals = new LedgerTotals(statements);
  }

  reserve(
    reservation: Reservation,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined {
    const { id, nanoUsd, tokens } = reservation;
    const wanted: Totals = { nanoUsd, tokens, requests: 1 };
    const exceeded = this.totals.exceededBy(wanted, limits);
    if (exceeded !== undefined) return exceeded;
    this.#statements.reserve.run(reservationValues(reservation));
    this.#open.set(id, rowOf(reservation));
    this.totals.change(reservation, wanted);
    return undefined;
  }

  raise(
    id: string,
    amount: Amount,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined {
    const row = this.#find(id);
    if (row.settledAt !== null) return undefined;
    const more: Totals = {
      nanoUsd: amount.nanoUsd - row.nanoUsd,
      tokens: amount.tokens - row.tokens,
      requests: 0,
    };
    const exceeded = this.totals.exceededBy(more, limits);
    if (exceeded !== undefined) return exceeded;
    this.#statements.raise.run({ id, ...amount });
    this.#open.set(id, { ...row, ...amount });
    this.totals.change(row, more);
    return undefined;
  }

  settle(id: string, settlement: Settlement): void {
    const row = this.#find(id);
    if (row.settledAt !== null) return;
    this.#statements.settle.run(settlementValues(id, settlement));
    this.#open.delete(id);
    this.totals.change(row, difference(row, settlement));
  }

  /** Last in a transaction: what its entries add up to. */
  beforeCommit(): void {
    this.totals.write();
  }

  /** After a transaction that was undone: what is remembered is read again. */
  rolledBack(): void {
    this.#open.clear();
    this.totals.forget();
  }

  #find(id: string): LedgerRow {
    const row = this.#open.get(id) ?? this.#statements.one.get(id);
    if (row !== undefined) return row;
    throw new AppError("not-found", {
      message: `There is no reservation ${id}.`,
      data: { id },
    });
  }
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

function difference(reserved: LedgerRow, { usage }: Settlement): Totals {
  const { costNanoUsd = 0, inputTokens = 0, outputTokens = 0 } = usage ?? {};
  return {
    nanoUsd: costNanoUsd - reserved.nanoUsd,
    tokens: inputTokens + outputTokens - reserved.tokens,
    requests: 0,
  };
}
