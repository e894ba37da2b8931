import type { Timeouts } from "#main/domain/instances/timeouts.ts";
import type { HttpCall, HttpReply } from "../exchange.ts";
import type { CallThread } from "./call-thread.ts";
import type { CallForm } from "./protocol.ts";

interface AskOptions {
  readonly timeouts: Timeouts;
  readonly ownAddress: string | undefined;
}

/** The calls of one transport in the thread, where a transport like it makes them. */
export class Lane {
  readonly thread: CallThread;
  readonly #number: number;
  #form: CallForm | undefined;

  constructor(thread: CallThread) {
    this.thread = thread;
    this.#number = thread.newNumber();
  }

  /** The whole reply. Rejects with AppError. */
  ask(
    call: HttpCall,
    { timeouts, ownAddress }: AskOptions,
    signal: AbortSignal,
  ): Promise<HttpReply> {
    this.thread.tellOwnAddress(ownAddress);
    this.#tellForm(call, timeouts);
    return this.thread.call(this.#number, call.body, signal);
  }

  /** Keeps no connection beyond the calls under way. */
  retire(): void {
    if (this.#form !== undefined) this.thread.tell(["retire", this.#number]);
  }

  /** Ends every call under way with `aborted`. */
  dispose(): void {
    if (this.#form !== undefined) this.thread.disposeLane(this.#number);
    this.#form = undefined;
  }

  /** Address, headers and timeouts are kept by whoever asks, and are the same ones from call to call. */
  #tellForm({ url, headers, method }: HttpCall, timeouts: Timeouts): void {
    const last = this.#form;
    const isSame =
      last?.url === url &&
      last.headers === headers &&
      last.method === method &&
      last.timeouts === timeouts;
    if (isSame) return;
    this.#form = { url, headers, method, timeouts };
    this.thread.tell(["form", this.#number, this.#form]);
  }
}
