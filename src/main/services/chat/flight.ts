import { AppError } from "#shared/errors/app-error.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import { failureEvent, type Demand, type Emit } from "./runner.ts";

export interface FlightOptions {
  readonly run: (signal: AbortSignal, take: Emit) => Promise<void>;
  /** Called once, as soon as nobody may join any more. */
  readonly onClose: () => void;
}

/** One call upstream that several callers read. */
export class Flight {
  readonly #options: FlightOptions;
  readonly #controller = new AbortController();
  readonly #log: ChatEvent[] = [];
  readonly #waiting = new Set<() => void>();
  /** Lets the call go on: a reader has come to the end of the log. */
  #goOn: ((demand: Demand) => void) | undefined;
  #hasStarted = false;
  #isOver = false;
  #isClosed = false;
  #readers = 0;

  constructor(options: FlightOptions) {
    this.#options = options;
  }

  /** All events from the first one on. Aborting leaves; the last one to leave ends the call. */
  join(signal: AbortSignal, emit: Emit): Promise<void> {
    // Counted at once: a follower that has not begun to read must not lose its answer.
    this.#readers += 1;
    return this.#read(signal, emit);
  }

  async #read(signal: AbortSignal, emit: Emit): Promise<void> {
    const seat = { hasLeft: false };
    // At once, and not when this reader gets to run: nobody may join a call that is given up.
    const onAbort = (): void => {
      this.#leave(seat);
      this.#wakeAll();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      for (let position = 0; !signal.aborted;) {
        const item = this.#log[position];
        if (item === undefined && this.#isOver) return;
        if (item === undefined) {
          await this.#more();
          continue;
        }
        position += 1;
        const demand = emit(item);
        if (demand !== undefined && (await demand) === "stop") return;
      }
      await emit(failureEvent(stopped()));
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.#leave(seat);
    }
  }

  /** One event ahead of the fastest reader; the slower ones find it in the log. */
  #more(): Promise<void> {
    const more = new Promise<void>((resolve) => this.#waiting.add(resolve));
    if (this.#hasStarted) this.#answer(undefined);
    else this.#start();
    return more;
  }

  #start(): void {
    this.#hasStarted = true;
    const { run } = this.#options;
    run(this.#controller.signal, (item) => this.#take(item)).then(
      () => this.#end(),
      (error: unknown) => {
        this.#log.push(failureEvent(error));
        this.#end();
      },
    );
  }

  #take(item: ChatEvent): ReturnType<Emit> {
    if (this.#isOver) return "stop";
    this.#log.push(item);
    if (item.event.type === "error") this.#close();
    const isWanted = new Promise<Demand>((resolve) => {
      this.#goOn = resolve;
    });
    this.#wakeAll();
    return isWanted;
  }

  #answer(demand: Demand): void {
    this.#goOn?.(demand);
    this.#goOn = undefined;
  }

  #leave(seat: { hasLeft: boolean }): void {
    if (seat.hasLeft) return;
    seat.hasLeft = true;
    this.#readers -= 1;
    if (this.#readers > 0 || this.#isOver) return;
    this.#controller.abort();
    this.#end();
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
    this.#answer("stop");
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
