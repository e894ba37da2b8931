import { rmSync } from "node:fs";
import type { LeftOpen, Ledger } from "#main/ports/ledger.ts";
import { durably, type Connection } from "./connection.ts";
import { createActivityReader, createSpentReader } from "./ledger-activity.ts";
import { LedgerBook } from "./ledger-book.ts";
import { settleLeftOpen } from "./ledger-recovery.ts";
import {
  prepareLedgerStatements,
  type LedgerCommits,
} from "./ledger-statements.ts";
import type { ReservationJournal } from "./reservation-journal.ts";

export interface OpenedLedger {
  readonly ledger: Ledger;
  /** Once nothing is written any more. */
  close(): void;
}

export function createLedger(
  connection: Connection,
  {
    commits,
    journal,
  }: { readonly commits: LedgerCommits; readonly journal: ReservationJournal },
): OpenedLedger {
  const statements = prepareLedgerStatements(connection);
  const book = new LedgerBook({ statements, commits, journal });
  commits.accompany(book);

  /** In a transaction of its own, or in the one that is made together. */
  function atomically<Result>(write: () => Result): Result {
    return commits.isNoting ? write() : commits.now(write);
  }

  function settleLost(settledAt: string): LeftOpen {
    const journals = journal.left();
    const left = { statements, commits, book, journals };
    const settle = () => atomically(() => settleLeftOpen(left, settledAt));
    if (journals.length === 0) return settle();
    // What a file says must be on the disk before the file goes.
    const found = durably(connection, settle);
    for (const { path, isWhole } of journals) if (isWhole) remove(path);
    return found;
  }

  const ledger: Ledger = {
    reserve: (reservation, limits) => book.reserve(reservation, limits),
    raise: (id, amount, limits) => book.raise(id, amount, limits),
    settle: (id, settlement) => atomically(() => book.settle(id, settlement)),
    soon: (write) => commits.addIdly(write),
    settleLost,
    used: afterCommits(commits, (limit) => book.totals.used(limit)),
    usedSoFar: (limit) => book.totals.used(limit),
    spent: afterCommits(commits, createSpentReader(connection)),
    activity: afterCommits(commits, createActivityReader(connection)),
  };
  return { ledger, close: () => book.close() };
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The next start finds each of its attempts booked, and tries again.
  }
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
