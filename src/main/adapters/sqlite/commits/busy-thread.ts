import type { CommitThread, ThreadUse } from "./commit-thread.ts";

/** Writes of one commit that this thread makes faster than the way to another and back. */
const fewWrites = 8;
const usualBusyCommits = 20;
/** A thread that was not needed for so long ends. */
const restMs = 60_000;

/** The thread of a store, while many write. One that failed is not started again. */
export class BusyThread {
  readonly #use: ThreadUse;
  #thread: CommitThread | undefined;
  #busy = 0;
  #isOver = false;
  #rest: NodeJS.Timeout | undefined;

  constructor(use: ThreadUse) {
    this.#use = use;
  }

  /** Whether it makes a commit now: the next one has to wait. */
  get isBusy(): boolean {
    return this.#thread?.isBusy === true;
  }

  /** The thread, if it should make a commit of so many writes and can. */
  takeFor(writes: number): CommitThread | undefined {
    const { minWrites = fewWrites + 1, busyCommits = usualBusyCommits } =
      this.#use;
    if (writes < minWrites) {
      this.#busy = Math.max(0, this.#busy - 1);
      return undefined;
    }
    this.#busy = Math.min(busyCommits, this.#busy + 1);
    const isNeeded = this.#busy === busyCommits && !this.#isOver;
    if (isNeeded) this.#thread ??= this.#use.start();
    if (this.#thread?.isFree !== true) return undefined;
    this.#rest ??= setTimeout(() => this.#end(), restMs).unref();
    this.#rest.refresh();
    return this.#thread;
  }

  /** Blocks until its commit has come to its end. */
  wait(): void {
    this.#thread?.wait();
  }

  /** Ends it for good, its connection closed. */
  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#rest);
    this.#end();
  }

  #end(): void {
    this.#rest = undefined;
    this.#thread?.end();
    this.#thread = undefined;
  }
}
