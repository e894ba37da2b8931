import type { Reservation } from "#main/ports/ledger.ts";
import type { LedgerCommits } from "./ledger-statements.ts";

/** Open attempts whose reservations were written by one transaction. */
export interface Batch {
  readonly members: Set<Reservation>;
  /** Its number in the table; absent until it is written there. */
  row?: number;
}

/**
 * What is owed if the program is killed: each transaction writes its reservations as one row, and
 * deletes the rows of which it closes the last. A row may outlive some of its members.
 */
export class OpenBatches {
  readonly #commits: Pick<LedgerCommits, "note">;
  #current: Batch = { members: new Set() };
  #emptied: Batch[] = [];
  #newest: number;

  /** `newest` is the highest number in the table: this program alone gives them out. */
  constructor(commits: Pick<LedgerCommits, "note">, newest: number) {
    this.#commits = commits;
    this.#newest = newest;
  }

  /** Joins the batch of this transaction. */
  add(reservation: Reservation): Batch {
    this.#current.members.add(reservation);
    return this.#current;
  }

  remove(batch: Batch, reservation: Reservation): void {
    batch.members.delete(reservation);
    if (batch.members.size === 0) this.#emptied.push(batch);
  }

  write(): void {
    for (const { row } of this.#emptied)
      if (row !== undefined) this.#commits.note("close", row);
    const { members } = this.#current;
    if (members.size === 0) return;
    this.#newest += 1;
    this.#current.row = this.#newest;
    this.#commits.note("open", this.#newest, JSON.stringify([...members]));
  }

  /** The next transaction has a batch of its own. */
  begin(): void {
    if (this.#current.members.size > 0) this.#current = { members: new Set() };
    if (this.#emptied.length > 0) this.#emptied = [];
  }
}
