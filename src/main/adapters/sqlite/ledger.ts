import type { Ledger } from "#main/ports/ledger.ts";
import type { Connection } from "./connection.ts";
import type { GroupCommit } from "./group-commit.ts";
import { createActivityReader, createSpentReader } from "./ledger-activity.ts";
import { LedgerBook } from "./ledger-book.ts";
import { settleLeftOpen } from "./ledger-recovery.ts";
import { prepareLedgerStatements } from "./ledger-statements.ts";

export function createLedger(
  connection: Connection,
  commits: GroupCommit,
): Ledger {
  const statements = prepareLedgerStatements(connection);
  const book = new LedgerBook(statements);
  commits.accompany(book);

  /** In a transaction of its own, or in the one that is made together. */
  function atomically<Result>(write: () => Result): Result {
    if (commits.isCommitting) return write();
    const whole = connection.transaction(() => {
      const result = write();
      book.beforeCommit();
      return result;
    });
    try {
      const result = whole.immediate();
      book.committed();
      return result;
    } catch (error) {
      book.rolledBack();
      throw error;
    }
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
      atomically(() => settleLeftOpen(statements, book, settledAt)),
    used: afterCommits(commits, (limit) => book.totals.used(limit)),
    usedSoFar: (limit) => book.totals.used(limit),
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
