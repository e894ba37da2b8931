import type { Connection } from "../connection.ts";
import { translateStoreError } from "../store-errors.ts";
import { BusyThread } from "./busy-thread.ts";
import {
  changesOn,
  type Change,
  type MakeChanges,
  type StatementTexts,
  type Value,
} from "./changes.ts";
import type { CommitThread, ThreadUse } from "./commit-thread.ts";

interface Write {
  readonly write: () => unknown;
  result: unknown;
}

interface PendingWrite extends Write {
  /** Absent where nobody waits for it. */
  readonly resolve?: (result: unknown) => void;
  readonly reject?: (error: unknown) => void;
}

/** Somebody who keeps in memory what the writes of a transaction add up to. */
export interface CommitCompanion {
  /** Notes it as changes, the last of the transaction. */
  beforeCommit(): void;
  /** The transaction stands. */
  committed(): void;
  /** Nothing of the transaction stands. */
  rolledBack(): void;
}

export interface GroupCommitOptions<Texts extends StatementTexts> {
  /** What changes are made of. */
  readonly statements: Texts;
  /** How long a write that somebody waits for waits for others; to the end of its turn where absent. */
  readonly spacingMs?: number;
  /** The thread that commits are made in while many write; they are made here where absent. */
  readonly thread?: ThreadUse | undefined;
}

/** How long a write that nobody waits for may wait for others. */
const idleMs = 20;

/**
 * Makes one transaction of the writes of one turn of the event loop, or of a moment where nobody waits
 * or commits are spaced: under load it is the commit that costs, and a hundred writes share it. A write changes what is kept
 * in memory and notes its changes of the file, which are made together: here, or by a thread of its
 * own while many come, so that the program goes on meanwhile. Where one throws, each is done again in
 * a transaction of its own, so that the others stand.
 */
export class GroupCommit<Texts extends StatementTexts = StatementTexts> {
  readonly #path: string;
  readonly #make: MakeChanges;
  readonly #options: GroupCommitOptions<Texts>;
  #companion: CommitCompanion | undefined;
  #isNoting = false;
  #changes: Change[] = [];
  #waiting: PendingWrite[] = [];
  /** Somebody waits for one of them, so that their commit is on its way. */
  #isAwaited = false;
  /** Their commit waits for the one under way in the thread. */
  #isDue = false;
  readonly #thread: BusyThread | undefined;

  constructor(connection: Connection, options: GroupCommitOptions<Texts>) {
    this.#path = connection.name;
    this.#options = options;
    this.#thread = options.thread && new BusyThread(options.thread);
    this.#make = changesOn(connection, options.statements);
  }

  /** Whether a transaction is put together now. */
  get isNoting(): boolean {
    return this.#isNoting;
  }

  accompany(companion: CommitCompanion): void {
    this.#companion = companion;
  }

  /** A change of the file, from within a write or its companion. */
  note(name: keyof Texts & string, ...values: readonly Value[]): void {
    this.#changes.push([name, values]);
  }

  /** Resolves with the write's result once it is committed; rejects with AppError. */
  add<Result>(write: () => Result): Promise<Result> {
    if (!this.#isAwaited) this.#goSoon();
    this.#isAwaited = true;
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({
        write,
        resolve: resolve as (result: unknown) => void,
        reject,
        result: undefined,
      });
    });
  }

  /** The same for a write that nobody waits for, nor hears of: it goes with the next one that somebody does, or a little later. */
  addIdly(write: () => void): void {
    if (this.#waiting.length === 0) setTimeout(() => this.#go(), idleMs);
    this.#waiting.push({ write, result: undefined });
  }

  /** In a transaction of its own, before this returns. Throws what the write or SQLite throws. */
  now<Result>(write: () => Result): Result {
    this.settle();
    const alone = { write, result: undefined as Result };
    this.#makeHere([alone]);
    return alone.result;
  }

  /** What is under way in the thread has come to its end when this returns: the file is free, and as it was told. */
  settle(): void {
    this.#thread?.wait();
  }

  /** Commits what waits, now. */
  flush(): void {
    this.settle();
    const waiting = this.#take();
    if (waiting.length > 0) this.#commitHere(waiting);
  }

  /** Commits what waits, and ends the thread. */
  close(): void {
    this.flush();
    this.#thread?.dispose();
  }

  #goSoon(): void {
    const { spacingMs } = this.#options;
    const go = () => this.#go();
    if (spacingMs === undefined) setImmediate(go);
    else setTimeout(go, spacingMs);
  }

  #go(): void {
    if (this.#thread?.isBusy === true) {
      this.#isDue = true;
      return;
    }
    const waiting = this.#take();
    if (waiting.length === 0) return;
    const thread = this.#thread?.takeFor(waiting.length);
    if (thread === undefined) this.#commitHere(waiting);
    else this.#commitIn(thread, waiting);
  }

  #take(): readonly PendingWrite[] {
    const waiting = this.#waiting;
    this.#isAwaited = this.#isDue = false;
    if (waiting.length === 0) return waiting;
    this.#waiting = [];
    return waiting;
  }

  #commitHere(waiting: readonly PendingWrite[]): void {
    try {
      this.#makeHere(waiting);
    } catch (error) {
      this.#commitEach(waiting, error);
      return;
    }
    resolveAll(waiting);
  }

  #commitIn(thread: CommitThread, waiting: readonly PendingWrite[]): void {
    let changes: readonly Change[];
    try {
      changes = this.#noted(waiting);
    } catch (error) {
      this.#companion?.rolledBack();
      this.#commitEach(waiting, error);
      return;
    }
    thread.send(changes, (failure) => {
      if (failure === undefined) {
        this.#companion?.committed();
        resolveAll(waiting);
      } else {
        this.#companion?.rolledBack();
        this.#commitEach(waiting, failure);
      }
      if (this.#isDue) setImmediate(() => this.#go());
    });
  }

  #commitEach(waiting: readonly PendingWrite[], error: unknown): void {
    if (waiting.length > 1)
      for (const pending of waiting) this.#commitHere([pending]);
    else waiting[0]?.reject?.(translateStoreError(error, this.#path));
  }

  /** All of it, or nothing: then it throws. */
  #makeHere(writes: readonly Write[]): void {
    try {
      const changes = this.#noted(writes);
      if (changes.length > 0) this.#make(changes);
    } catch (error) {
      this.#companion?.rolledBack();
      throw error;
    }
    this.#companion?.committed();
  }

  /** Does these writes in memory; what they change in the file. */
  #noted(writes: readonly Write[]): readonly Change[] {
    const changes: Change[] = [];
    this.#changes = changes;
    this.#isNoting = true;
    try {
      for (const each of writes) each.result = each.write();
      this.#companion?.beforeCommit();
    } finally {
      this.#isNoting = false;
    }
    return changes;
  }
}

function resolveAll(waiting: readonly PendingWrite[]): void {
  for (const { resolve, result } of waiting) resolve?.(result);
}
