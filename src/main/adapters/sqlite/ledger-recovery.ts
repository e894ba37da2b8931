import type { LeftOpen, Reservation } from "#main/ports/ledger.ts";
import type { LeftJournal } from "./journal-files.ts";
import type { LedgerBook } from "./ledger-book.ts";
import type { LedgerCommits, LedgerStatements } from "./ledger-statements.ts";
import { toReservation } from "./read-reservation.ts";

interface LeftBehind {
  readonly statements: Pick<LedgerStatements, "leftOpen" | "isBooked">;
  readonly commits: Pick<LedgerCommits, "note">;
  readonly book: LedgerBook;
  readonly journals: readonly LeftJournal[];
}

/**
 * Books what an earlier run left open, each attempt once, within a transaction. A file or a row of
 * which something cannot be read stays as it is, for whoever can: what can be read of it is booked now.
 */
export function settleLeftOpen(
  { statements, commits, book, journals }: LeftBehind,
  settledAt: string,
): LeftOpen {
  const left = new Map<string, Reservation>();
  let unreadable = 0;
  // Older programs wrote into a table what is owed.
  for (const { batch, reservations } of statements.leftOpen.all()) {
    const entries = parsed(reservations);
    const isWhole = entries.every((entry) => entry !== undefined);
    // Of an attempt that was raised the last counts.
    for (const entry of entries) if (entry) left.set(entry.id, entry);
    if (isWhole) commits.note("close", batch);
    else unreadable += 1;
  }
  for (const { reservations, isWhole } of journals) {
    for (const each of reservations) left.set(each.id, each);
    if (!isWhole) unreadable += 1;
  }
  let lost = 0;
  for (const reservation of left.values()) {
    // A note outlives those of its attempts that were settled.
    const { id, reservedAt } = reservation;
    if (statements.isBooked.get({ id, reservedAt }) !== undefined) continue;
    book.settleLost(reservation, settledAt);
    lost += 1;
  }
  return { lost, unreadable };
}

/** Undefined stands for what is no reservation. */
function parsed(text: string): readonly (Reservation | undefined)[] {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    return [undefined];
  }
  return Array.isArray(entries) ? entries.map(toReservation) : [undefined];
}
