import { AppError } from "#shared/errors/app-error.ts";
import { endOnAbort } from "../end-on-abort.ts";
import { emitMetered, estimatedUsage } from "../metered.ts";
import {
  failureEvent,
  passAll,
  start,
  whenOver,
  type ChatStage,
  type Demand,
  type Emit,
} from "../runner.ts";
import { Tally, type CallRecord, type TallyDependencies } from "../tally.ts";

export interface RecordDependencies extends TallyDependencies {
  /** Called exactly once per call, also when its listener leaves early. */
  readonly onEnd: (record: CallRecord) => void;
}

/** Sees every call to exactly one end, prices it, and reports it whoever listens. */
export function record(dependencies: RecordDependencies): ChatStage {
  return (next) => (call, signal, emit) => {
    const recording = new Recording(new Tally(call, dependencies), emit);
    const running = start(next, call, signal, recording.take);
    const ended = endOnAbort(running, signal)
      .then(() => recording.end(signal))
      .catch((error: unknown) => recording.fail(error));
    return whenOver(ended, () => dependencies.onEnd(recording.toRecord()));
  };
}

class Recording {
  readonly #tally: Tally;
  readonly #emit: Emit;
  #isOver = false;
  #hasLeft = false;

  constructor(tally: Tally, emit: Emit) {
    this.#tally = tally;
    this.#emit = emit;
  }

  readonly take: Emit = (item) => {
    if (this.#isOver) return "stop";
    // Read to its own end, also when nothing may follow: what is cut off cannot be reused.
    const demand = emitMetered(this.#tally, item, this.#emit);
    return demand instanceof Promise
      ? demand.then((it) => this.#noteLeft(it))
      : this.#noteLeft(demand);
  };

  end(signal: AbortSignal): Promise<void> | undefined {
    this.#isOver = true;
    if (this.#hasLeft) return undefined;
    return this.#tally.hasEnded
      ? passAll(estimatedUsage(this.#tally), this.#emit)
      : this.#fail(unended(signal));
  }

  fail(error: unknown): Promise<void> | undefined {
    this.#isOver = true;
    return this.#tally.hasEnded ? undefined : this.#fail(error);
  }

  toRecord(): CallRecord {
    return this.#tally.toRecord();
  }

  #fail(error: unknown): Promise<void> | undefined {
    return passAll([failureEvent(error)], (item) =>
      emitMetered(this.#tally, item, this.#emit),
    );
  }

  #noteLeft(demand: Demand): Demand {
    this.#hasLeft ||= demand === "stop";
    return demand;
  }
}

function unended(signal: AbortSignal): AppError {
  if (signal.aborted) return new AppError("aborted", { message: "Stopped." });
  return new AppError("stream-interrupted", {
    message: "The reply ended in the middle.",
    retryable: true,
  });
}
