import { AppError } from "#shared/errors/app-error.ts";
import type {
  Amount,
  BudgetLimit,
  Ledger,
  Reservation,
  Settlement,
} from "#main/ports/ledger.ts";
import type { Connection } from "./connection.ts";
import type { GroupCommit } from "./group-commit.ts";
import { createActivityReader, createSpentReader } from "./ledger-activity.ts";
import {
  prepareLedgerStatements,
  reservationRow,
  settlementRow,
  type LedgerRow,
  type Totals,
} from "./ledger-statements.ts";
import { LedgerTotals } from "./ledger-totals.ts";

export function createLedger(
  connection: Connection,
  commits: GroupCommit,
): Ledger {
  const statements = prepareLedgerStatements(connection);
  const totals = new LedgerTotals(statements);

  function reserve(reservation: Reservation, limits: readonly BudgetLimit[]) {
    const { nanoUsd, tokens } = reservation;
    const wanted: Totals = { nanoUsd, tokens, requests: 1 };
    const exceeded = totals.exceededBy(wanted, limits);
    if (exceeded !== undefined) return exceeded;
    statements.reserve.run(reservationRow(reservation));
    totals.change(reservation, wanted);
    return undefined;
  }

  function raise(id: string, amount: Amount, limits: readonly BudgetLimit[]) {
    const row = statements.one.get(id);
    if (row === undefined) throw unknownReservation(id);
    if (row.settledAt !== null) return undefined;
    const more: Totals = {
      nanoUsd: amount.nanoUsd - row.nanoUsd,
      tokens: amount.tokens - row.tokens,
      requests: 0,
    };
    const exceeded = totals.exceededBy(more, limits);
    if (exceeded !== undefined) return exceeded;
    statements.raise.run({ id, ...amount });
    totals.change(row, more);
    return undefined;
  }

  function settle(id: string, settlement: Settlement): void {
    const row = statements.one.get(id);
    if (row === undefined) throw unknownReservation(id);
    if (row.settledAt !== null) return;
    const settled = settlementRow(id, settlement);
    statements.settle.run(settled);
    totals.change(row, difference(row, settled));
  }

  /** In a transaction of its own, or in the one that is made together. */
  function atomically<Result>(write: () => Result): Result {
    return totals.during(() =>
      connection.inTransaction
        ? write()
        : connection.transaction(write).immediate(),
    );
  }

  return {
    reserve: (reservation, limits) =>
      atomically(() => reserve(reservation, limits)),
    raise: (id, amount, limits) => atomically(() => raise(id, amount, limits)),
    settle: (id, settlement) => atomically(() => settle(id, settlement)),
    together: (write) => totals.duringAll(commits.add(write)),
    // The sums already hold what was reserved, and it stands.
    settleLost: (settledAt) => statements.settleLost.run(settledAt).changes,
    used: (limit) => totals.used(limit),
    spent: afterCommits(commits, createSpentReader(connection)),
    activity: afterCommits(commits, createActivityReader(connection)),
  };
}

/** What waits to be written is part of the answer. */
function afterCommits<Query, Result>(
  commits: GroupCommit,
  read: (query: Query) => Result,
): (query: Query) => Result {
  return (query) => {
    commits.flush();
    return read(query);
  };
}

function unknownReservation(id: string): AppError {
  return new AppError("not-found", {
    message: `There is no reservation ${id}.`,
    data: { id },
  });
}

function difference(
  reserved: LedgerRow,
  settled: ReturnType<typeof settlementRow>,
): Totals {
  return {
    nanoUsd: settled.costNanoUsd - reserved.nanoUsd,
    tokens: settled.inputTokens + settled.outputTokens - reserved.tokens,
    requests: 0,
  };
}
