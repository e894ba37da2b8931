import type Database from "better-sqlite3";
import type { Connection } from "./connection.ts";
import { translateStoreError } from "./store-errors.ts";

interface PendingWrite {
  readonly write: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  result: unknown;
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

export interface CommitPace {
  /**
   * Shortest time from one commit to the next, where they would follow on each other. Absent: one
   * millisecond where many write, none where a few do.
   */
  readonly spacingMs?: number;
}

const gatherMs = 1;
const fewWrites = 8;
/** How long a write that nobody waits for may wait for others. */
const idleMs = 20;

/**
 * Makes one transaction of the writes of one turn of the event loop, or of a moment where many come:
 * under load it is the commit that costs, and a hundred writes share it. Where one throws, each is
 * done again in a transaction of its own, so that the others stand.
 */
export class GroupCommit {
  readonly #connection: Connection;
  readonly #transaction: Database.Transaction<
    (writes: readonly PendingWrite[]) => void
  >;
  #companion: CommitCompanion | undefined;
  #isCommitting = false;
  #waiting: PendingWrite[] = [];
  /** Somebody waits for one of them, so that their commit is on its way. */
  #isAwaited = false;
  readonly #pace: CommitPace;
  /** How many shared the last commit. */
  #lastShared = 0;
  #lastAt = -Infinity;

  constructor(connection: Connection, pace: CommitPace = {}) {
    this.#connection = connection;
    this.#pace = pace;
    this.#transaction = connection.transaction((writes) => {
      for (const pending of writes) pending.result = pending.write();
      this.#companion?.beforeCommit();
    });
  }

  /** Whether the shared transaction runs now. */
  get isCommitting(): boolean {
    return this.#isCommitting;
  }

  accompany(companion: CommitCompanion): void {
    this.#companion = companion;
  }

  /** Resolves with the write's result once it is committed; rejects with AppError. */
  add<Result>(write: () => Result): Promise<Result> {
    if (!this.#isAwaited) this.#flushSoon();
    this.#isAwaited = true;
    return this.#queue(write);
  }

  /** The same for a write that nobody waits for: it goes with the next one that somebody does, or a little later. */
  addIdly<Result>(write: () => Result): Promise<Result> {
    if (this.#waiting.length === 0) setTimeout(() => this.flush(), idleMs);
    return this.#queue(write);
  }

  #queue<Result>(write: () => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({
        write,
        resolve: resolve as (result: unknown) => void,
        reject,
        result: undefined,
      });
    });
  }

  /** Commits what waits, now. */
  flush(): void {
    this.#isAwaited = false;
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    this.#lastShared = waiting.length;
    this.#lastAt = performance.now();
    this.#commit(waiting);
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
    return this.#lastShared > fewWrites ? gatherMs : 0;
  }

  #commit(waiting: readonly PendingWrite[]): void {
    try {
      this.#isCommitting = true;
      this.#transaction.immediate(waiting);
      this.#companion?.committed();
    } catch (error) {
      this.#isCommitting = false;
      this.#companion?.rolledBack();
      this.#commitEach(waiting, error);
      return;
    } finally {
      this.#isCommitting = false;
    }
    for (const { resolve, result } of waiting) resolve(result);
  }

  #commitEach(waiting: readonly PendingWrite[], error: unknown): void {
    if (waiting.length > 1)
      for (const pending of waiting) this.#commit([pending]);
    else waiting[0]?.reject(translateStoreError(error, this.#connection.name));
  }
}
