import type Database from "better-sqlite3";
import type { Connection } from "./connection.ts";
import { translateStoreError } from "./store-errors.ts";

interface PendingWrite {
  readonly write: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Somebody who keeps in memory what the writes of a transaction add up to. */
export interface CommitCompanion {
  /** Writes it, last in the transaction. */
  beforeCommit(): void;
  /** The transaction stands. */
  committed(): void;
  /** Nothing of the transaction stands. */
  rolledBack(): void;
}

interface WriteOutcome {
  readonly pending: PendingWrite;
  readonly result?: unknown;
  /** What it threw. */
  readonly error?: unknown;
}

export interface CommitPace {
  /**
   * Shortest time from one commit to the next, where they would follow on each other. Absent: two
   * milliseconds where many write, none where one does.
   */
  readonly spacingMs?: number;
}

const gatherMs = 2;
const fewWrites = 2;

/**
 * Makes one transaction of the writes of one turn of the event loop, or of a moment where many come:
 * under load it is the commit that costs, and a hundred writes share it. Where one throws, each is
 * done again in a transaction of its own, so that the others stand.
 */
export class GroupCommit {
  readonly #connection: Connection;
  readonly #transaction: Database.Transaction<
    (writes: readonly PendingWrite[]) => readonly WriteOutcome[]
  >;
  #companion: CommitCompanion | undefined;
  #isCommitting = false;
  #waiting: PendingWrite[] = [];
  readonly #pace: CommitPace;
  /** How many shared the last commit. */
  #lastShared = 0;
  #lastAt = -Infinity;

  constructor(connection: Connection, pace: CommitPace = {}) {
    this.#connection = connection;
    this.#pace = pace;
    this.#transaction = connection.transaction((writes) => {
      const outcomes = writes.map((pending) => ({
        pending,
        result: pending.write(),
      }));
      this.#companion?.beforeCommit();
      return outcomes;
    });
  }

  /** Whether the shared transaction runs now. */
  get isCommitting(): boolean {
    return this.#isCommitting;
  }

  /** Whether the last commit was for several writes. */
  get isBusy(): boolean {
    return this.#lastShared > fewWrites;
  }

  accompany(companion: CommitCompanion): void {
    this.#companion = companion;
  }

  /** Resolves with the write's result once it is committed; rejects with AppError. */
  add<Result>(write: () => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.#waiting.length === 0) this.#flushSoon();
      this.#waiting.push({
        write,
        resolve: resolve as (result: unknown) => void,
        reject,
      });
    });
  }

  /** Commits what waits, now. */
  flush(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    this.#lastShared = waiting.length;
    this.#lastAt = performance.now();
    for (const { pending, result, error } of this.#commit(waiting))
      if (error === undefined) pending.resolve(result);
      else pending.reject(translateStoreError(error, this.#connection.name));
  }

  /** A lone write waits for nobody; where others come, a moment gathers many of them. */
  #flushSoon(): void {
    const flush = () => this.flush();
    const wait = this.#restMs();
    if (wait > 0) setTimeout(flush, wait);
    else setImmediate(flush);
  }

  #restMs(): number {
    const { spacingMs } = this.#pace;
    if (spacingMs !== undefined)
      return this.#lastAt + spacingMs - performance.now();
    return this.isBusy ? gatherMs : 0;
  }

  #commit(waiting: readonly PendingWrite[]): readonly WriteOutcome[] {
    try {
      this.#isCommitting = true;
      const outcomes = this.#transaction.immediate(waiting);
      this.#companion?.committed();
      return outcomes;
    } catch (error) {
      this.#isCommitting = false;
      this.#companion?.rolledBack();
      if (waiting.length === 1)
        return waiting.map((pending) => ({ pending, error }));
      return waiting.flatMap((pending) => this.#commit([pending]));
    } finally {
      this.#isCommitting = false;
    }
  }
}
