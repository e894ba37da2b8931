import type { Reservation } from "#main/ports/ledger.ts";
import type { LedgerStatements } from "./ledger-statements.ts";

/** Open attempts whose reservations were written by one transaction. */
export interface Batch {
  readonly members: Set<Reservation>;
  /** Its number in the table; absent until its transaction ends. */
  row?: number | bigint;
}

/**
 * What is owed if the program is killed: each transaction writes its reservations as one row, and
 * deletes the rows of which it closes the last. A row may outlive some of its members.
 */
export class OpenBatches {
  readonly #statements: Pick<LedgerStatements, "open" | "close">;
  #current: Batch = { members: new Set() };
  #emptied: Batch[] = [];

  constructor(statements: Pick<LedgerStatements, "open" | "close">) {
    this.#statements = statements;
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
      if (row !== undefined) this.#statements.close.run(row);
    const { members } = this.#current;
    if (members.size === 0) return;
    const text = JSON.stringify([...members]);
    this.#current.row = this.#statements.open.run(text).lastInsertRowid;
  }

  /** The next transaction has a batch of its own. */
  begin(): void {
    if (this.#current.members.size > 0) this.#current = { members: new Set() };
    if (this.#emptied.length > 0) this.#emptied = [];
  }
}
