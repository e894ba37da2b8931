import { Worker } from "node:worker_threads";
import { AppError } from "#shared/errors/app-error.ts";
import { abortedError } from "../call-watch.ts";
import type { HttpReply } from "../exchange.ts";
import { ArrivedReply } from "./arrived-reply.ts";
import {
  mostTogether,
  type Answer,
  type FromThread,
  type Order,
} from "./protocol.ts";

/** Who waits for a call, and ends it when its signal does. */
class PendingCall {
  readonly lane: number;
  readonly #reply = Promise.withResolvers<HttpReply>();
  readonly #signal: AbortSignal;
  readonly #onAbort: () => void;

  constructor(lane: number, signal: AbortSignal, onAbort: () => void) {
    this.lane = lane;
    this.#signal = signal;
    this.#onAbort = onAbort;
    signal.addEventListener("abort", onAbort, { once: true });
  }

  get reply(): Promise<HttpReply> {
    return this.#reply.promise;
  }

  end(result: HttpReply | AppError): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
    if (result instanceof AppError) this.#reply.reject(result);
    else this.#reply.resolve(result);
  }
}

export interface CallThreadOptions {
  /** Absolute path of the built `call-worker`. */
  readonly workerEntry: string;
  /** Told what failed in the thread with nobody listening. */
  readonly onDefect: (defect: Error) => void;
}

/** A thread that makes calls to upstreams: their sockets, their HTTP, their TLS. */
export class CallThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingCall>();
  #orders: Order[] = [];
  #callsTogether = 0;
  #numbers = 0;
  #ownAddress: string | undefined;
  #isReady = false;
  #hasEnded = false;
  readonly #onDefect: (defect: Error) => void;

  constructor({ workerEntry, onDefect }: CallThreadOptions) {
    this.#onDefect = onDefect;
    this.#worker = new Worker(workerEntry);
    this.#worker.on("message", (message: FromThread) => this.#take(message));
    this.#worker.on("error", () => this.#gone());
    this.#worker.on("exit", () => this.#gone());
    // Whoever waits for a call keeps the program awake.
    this.#worker.unref();
  }

  get isReady(): boolean {
    return this.#isReady && !this.#hasEnded;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Calls under way. */
  get size(): number {
    return this.#pending.size;
  }

  /** For a lane or a call. */
  newNumber(): number {
    return (this.#numbers += 1);
  }

  /** Rejects with AppError. */
  call(
    lane: number,
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<HttpReply> {
    if (this.#hasEnded) return Promise.reject(threadEnded());
    const number = this.newNumber();
    const pending = new PendingCall(lane, signal, () => {
      this.tell(["stop", number]);
      this.#end(number, abortedError());
    });
    this.#pending.set(number, pending);
    this.tell(["call", lane, number, body]);
    this.#callsTogether += 1;
    if (this.#callsTogether >= mostTogether) this.#flush();
    return pending.reply;
  }

  /** Ends its calls with `aborted`; it is not used again. */
  disposeLane(lane: number): void {
    this.tell(["dispose", lane]);
    for (const [number, pending] of this.#pending)
      if (pending.lane === lane) this.#end(number, abortedError());
  }

  /** Before the calls that must not go there. */
  tellOwnAddress(address: string | undefined): void {
    if (address === this.#ownAddress) return;
    this.#ownAddress = address;
    this.tell(["own-address", address]);
  }

  tell(order: Order): void {
    if (this.#orders.length === 0) setImmediate(() => this.#flush());
    this.#orders.push(order);
  }

  /** At once; what is under way fails. */
  end(): void {
    this.#gone();
    void this.#worker.terminate();
  }

  #flush(): void {
    const orders = this.#orders;
    if (orders.length === 0 || this.#hasEnded) return;
    this.#orders = [];
    this.#callsTogether = 0;
    this.#worker.postMessage(orders);
  }

  #take(message: FromThread): void {
    if (message === "ready") this.#isReady = true;
    else if ("defect" in message) this.#onDefect(message.defect);
    else for (const answer of message) this.#end(answer[0], resultOf(answer));
  }

  #end(number: number, result: HttpReply | AppError): void {
    const pending = this.#pending.get(number);
    this.#pending.delete(number);
    pending?.end(result);
  }

  #gone(): void {
    this.#hasEnded = true;
    for (const number of this.#pending.keys()) this.#end(number, threadEnded());
  }
}

function resultOf(answer: Answer): HttpReply | AppError {
  if (answer.length === 2) return AppError.fromJSON(answer[1]);
  const [, status, headers, text] = answer;
  return new ArrivedReply(status, headers, text);
}

/** Nobody knows whether the upstream is at work on it. */
function threadEnded(): AppError {
  return new AppError("internal", {
    message: "The thread that calls upstreams has ended.",
  });
}
