import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
} from "node:worker_threads";
import { AppError } from "#shared/errors/app-error.ts";
import type { ConnectionOptions } from "../connection.ts";
import type { Change, StatementTexts } from "./changes.ts";
import {
  ended,
  slots,
  type CommitThreadData,
  type FromThread,
  type ToThread,
} from "./protocol.ts";

export type CommitThreadOptions = ConnectionOptions &
  Pick<ThreadWish, "workerEntry">;

/** One batch at a time, so that each is made of what stands. */
interface BatchUnderWay {
  readonly number: number;
  readonly onEnd: (failure: AppError | undefined) => void;
}

const endWithinMs = 5_000;

/** Makes transactions in a thread of its own, with a connection of its own. */
export class CommitThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #state: Int32Array<SharedArrayBuffer>;
  #isReady = false;
  #hasEnded = false;
  #numbers = 0;
  #underWay: BatchUnderWay | undefined;

  constructor(
    { workerEntry, path, key }: CommitThreadOptions,
    statements: StatementTexts,
  ) {
    const shared = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
    const { port1, port2 } = new MessageChannel();
    const data: CommitThreadData = {
      ...{ path, key, statements },
      ...{ shared, port: port2 },
    };
    this.#state = new Int32Array(shared);
    this.#port = port1;
    this.#worker = new Worker(workerEntry, {
      workerData: data,
      transferList: [port2],
    });
    this.#worker.on("error", () => this.#gone());
    this.#worker.on("exit", () => this.#gone());
    port1.on("message", (message: FromThread) => this.#take(message));
    // Only a batch under way keeps the program awake.
    port1.unref();
    this.#worker.unref();
  }

  /** Its connection stands, and no batch is under way. */
  get isFree(): boolean {
    return this.#isReady && !this.#hasEnded && this.#underWay === undefined;
  }

  get isBusy(): boolean {
    return this.#underWay !== undefined;
  }

  /** Only while it is free. `onEnd` is called once, also where the thread ends before the batch does. */
  send(
    changes: readonly Change[],
    onEnd: (failure: AppError | undefined) => void,
  ): void {
    const number = (this.#numbers += 1);
    this.#underWay = { number, onEnd };
    this.#port.ref();
    this.#tell({ type: "batch", number, changes: JSON.stringify(changes) });
  }

  /** Blocks until the batch under way has come to its end, and `onEnd` was called. */
  wait(): void {
    const number = this.#underWay?.number;
    if (number === undefined) return;
    for (;;) {
      const done = Atomics.load(this.#state, slots.done);
      if (done === number || done === ended) break;
      Atomics.wait(this.#state, slots.done, done);
    }
    for (;;) {
      const received = receiveMessageOnPort(this.#port);
      if (received === undefined) break;
      this.#take(received.message as FromThread);
    }
    if (this.#underWay !== undefined) this.#gone();
  }

  /** Ends it, its connection closed, before this returns. Idempotent. */
  end(): void {
    if (this.#hasEnded) return;
    this.wait();
    this.#hasEnded = true;
    this.#tell({ type: "end" });
    const until = performance.now() + endWithinMs;
    for (;;) {
      const done = Atomics.load(this.#state, slots.done);
      const left = until - performance.now();
      if (done === ended || left <= 0) break;
      Atomics.wait(this.#state, slots.done, done, left);
    }
    this.#port.close();
    void this.#worker.terminate();
  }

  #tell(message: ToThread): void {
    this.#port.postMessage(message);
  }

  #take(message: FromThread): void {
    if (message.type === "ready") {
      this.#isReady = true;
      return;
    }
    const { number, error } = message;
    if (number === this.#underWay?.number)
      this.#ended(error && AppError.fromJSON(error));
  }

  /** A batch may have been committed just before the thread could say so. */
  #gone(): void {
    this.#hasEnded = true;
    const number = this.#underWay?.number;
    if (number === undefined) return;
    const stands = Atomics.load(this.#state, slots.committed) === number;
    this.#ended(stands ? undefined : threadEnded());
  }

  #ended(failure: AppError | undefined): void {
    const ended = this.#underWay;
    this.#underWay = undefined;
    this.#port.unref();
    ended?.onEnd(failure);
  }
}

/** When commits are left to a thread. */
export interface ThreadWish {
  /** Absolute path of the built `commit-worker`. */
  readonly workerEntry: string;
  /** A commit of so many writes is worth the way there and back; 9 where absent. */
  readonly minWrites?: number;
  /** So many such commits without a rest are no passing moment, and worth its start; 20 where absent. */
  readonly busyCommits?: number;
}

/** The same with what starts it. */
export interface ThreadUse extends Omit<ThreadWish, "workerEntry"> {
  readonly start: () => CommitThread;
}

export function threadFor(
  { path, key }: ConnectionOptions,
  wish: ThreadWish | undefined,
  statements: StatementTexts,
): ThreadUse | undefined {
  if (wish === undefined) return undefined;
  const { workerEntry, ...when } = wish;
  const start = () => new CommitThread({ path, key, workerEntry }, statements);
  return { ...when, start };
}

function threadEnded(): AppError {
  return new AppError("internal", {
    message: "The thread that writes has ended.",
    retryable: true,
  });
}
