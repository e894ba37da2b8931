import { CallThread, type CallThreadOptions } from "./call-thread.ts";

export interface BusyCallsOptions extends CallThreadOptions {
  /** So many calls beside eight others or more, within one second, are no passing moment; 100 where absent. */
  readonly rush?: number;
  /** A thread that was not needed for so long ends; a minute where absent. */
  readonly restMs?: number;
}

/** From so many calls under way on, the way to another thread and back is worth it: a lone one would only wait longer. */
const many = 8;
/** They come and go in waves. */
const waveMs = 100;
const secondMs = 1_000;
const usualRush = 100;
const usualRestMs = 60_000;

/** The thread that makes calls while there are many. One that failed is not started again. */
export class BusyCalls {
  readonly #options: BusyCallsOptions;
  #thread: CallThread | undefined;
  #isOver = false;
  #rest: NodeJS.Timeout | undefined;
  #manyAt = -Infinity;
  #countedFrom = 0;
  #count = 0;

  constructor(options: BusyCallsOptions) {
    this.#options = options;
  }

  /** For a call that is made while so many others are under way: the thread, if it should make it and can. */
  takeBeside(others: number): CallThread | undefined {
    if (this.#isOver) return undefined;
    const now = performance.now();
    if (others >= many) this.#manyAt = now;
    else if (now - this.#manyAt > waveMs) return undefined;
    if (this.#thread === undefined) {
      if (this.#isRush(now)) this.#start();
      return undefined;
    }
    if (this.#thread.hasEnded) this.#isOver = true;
    this.#rest?.refresh();
    return this.#thread.isReady ? this.#thread : undefined;
  }

  /** Ends it for good; what is under way fails. */
  dispose(): void {
    this.#isOver = true;
    this.#end();
  }

  #isRush(now: number): boolean {
    if (now - this.#countedFrom > secondMs) {
      this.#countedFrom = now;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count >= (this.#options.rush ?? usualRush);
  }

  #start(): void {
    const { restMs = usualRestMs } = this.#options;
    this.#thread = new CallThread(this.#options);
    this.#rest = setTimeout(() => this.#goToRest(), restMs).unref();
  }

  #goToRest(): void {
    if ((this.#thread?.size ?? 0) > 0) this.#rest?.refresh();
    else this.#end();
  }

  #end(): void {
    clearTimeout(this.#rest);
    this.#thread?.end();
    this.#thread = undefined;
  }
}
