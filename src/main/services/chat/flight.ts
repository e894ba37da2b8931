import { AppError } from "#shared/errors/app-error.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import { failureEvent } from "./runner.ts";

export interface FlightOptions {
  readonly run: (signal: AbortSignal) => AsyncIterable<ChatEvent>;
  /** Called once, as soon as nobody may join any more. */
  readonly onClose: () => void;
}

/** One call upstream that several callers read. */
export class Flight {
  readonly #options: FlightOptions;
  readonly #controller = new AbortController();
  readonly #log: ChatEvent[] = [];
  readonly #waiting = new Set<() => void>();
  #source: AsyncIterator<ChatEvent> | undefined;
  #isReading = false;
  #isOver = false;
  #isClosed = false;
  #readers = 0;

  constructor(options: FlightOptions) {
    this.#options = options;
  }

  /** All events from the first one on. Aborting leaves; the last one to leave ends the call. */
  join(signal: AbortSignal): AsyncIterable<ChatEvent> {
    // Counted at once: a follower that has not begun to read must not lose its answer.
    this.#readers += 1;
    return this.#read(signal);
  }

  async *#read(signal: AbortSignal): AsyncGenerator<ChatEvent, void> {
    const seat = { hasLeft: false };
    // At once, and not when this reader gets to run: nobody may join a call that is given up.
    const onAbort = (): void => {
      this.#leave(seat);
      this.#wakeAll();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      let position = 0;
      while (!signal.aborted) {
        const item = this.#log[position];
        if (item === undefined && this.#isOver) return;
        if (item === undefined) await this.#more();
        else {
          position += 1;
          yield item;
        }
      }
      yield failureEvent(stopped());
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.#leave(seat);
    }
  }

  /** Reads one event ahead of the fastest reader; the slower ones find it in the log. */
  #more(): Promise<void> {
    const more = new Promise<void>((resolve) => this.#waiting.add(resolve));
    void this.#readOne();
    return more;
  }

  async #readOne(): Promise<void> {
    if (this.#isReading || this.#isOver) return;
    this.#isReading = true;
    try {
      this.#source ??= this.#options
        .run(this.#controller.signal)
        [Symbol.asyncIterator]();
      const step = await this.#source.next();
      if (step.done === true) return this.#end();
      this.#log.push(step.value);
      if (step.value.event.type === "error") this.#close();
    } catch (error) {
      this.#log.push(failureEvent(error));
      this.#end();
    } finally {
      this.#isReading = false;
      this.#wakeAll();
    }
  }

  #leave(seat: { hasLeft: boolean }): void {
    if (seat.hasLeft) return;
    seat.hasLeft = true;
    this.#readers -= 1;
    if (this.#readers > 0 || this.#isOver) return;
    this.#controller.abort();
    this.#end();
    this.#source?.return?.().then(undefined, () => undefined);
  }

  /** Who has joined reads on. */
  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.onClose();
  }

  #end(): void {
    this.#isOver = true;
    this.#close();
    this.#wakeAll();
  }

  #wakeAll(): void {
    const woken = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of woken) wake();
  }
}

function stopped(): AppError {
  return new AppError("aborted", { message: "Stopped." });
}
