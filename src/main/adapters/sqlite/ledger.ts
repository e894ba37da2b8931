import type { Ledger } from "#main/ports/ledger.ts";
import type { Connection } from "./connection.ts";
import { createActivityReader, createSpentReader } from "./ledger-activity.ts";
import { LedgerBook } from "./ledger-book.ts";
import { settleLeftOpen } from "./ledger-recovery.ts";
import {
  prepareLedgerStatements,
  type LedgerCommits,
} from "./ledger-statements.ts";

export function createLedger(
  connection: Connection,
  commits: LedgerCommits,
): Ledger {
  const statements = prepareLedgerStatements(connection);
  const book = new LedgerBook(statements, commits);
  commits.accompany(book);

  /** In a transaction of its own, or in the one that is made together. */
  function atomically<Result>(write: () => Result): Result {
    return commits.isNoting ? write() : commits.now(write);
  }

  return {
    reserve: (reservation, limits) =>
      reservation.isFree === true
        ? book.reserve(reservation, limits)
        : atomically(() => book.reserve(reservation, limits)),
    raise: (id, amount, limits) =>
      book.isHeld(id)
        ? book.raise(id, amount, limits)
        : atomically(() => book.raise(id, amount, limits)),
    settle: (id, settlement) => atomically(() => book.settle(id, settlement)),
    together: (write) => commits.add(write),
    soon: (write) => commits.addIdly(write),
    settleLost: (settledAt) =>
      atomically(() =>
        settleLeftOpen({ statements, commits, book }, settledAt),
      ),
    used: afterCommits(commits, (limit) => book.totals.used(limit)),
    usedSoFar: (limit) => book.totals.used(limit),
    spent: afterCommits(commits, createSpentReader(connection)),
    activity: afterCommits(commits, createActivityReader(connection)),
  };
}

/** What waits to be written is part of the answer. */
function afterCommits<Query, Result>(
  commits: LedgerCommits,
  read: (query: Query) => Result,
): (query: Query) => Result {
  return (query) => {
    commits.flush();
    return read(query);
  };
}
