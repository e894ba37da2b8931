import { AppError } from "#shared/errors/app-error.ts";
import { endOnAbort } from "../end-on-abort.ts";
import { emitMetered, estimatedUsage } from "../metered.ts";
import {
  emitAll,
  failureEvent,
  type ChatStage,
  type Demand,
} from "../runner.ts";
import { Tally, type CallRecord, type TallyDependencies } from "../tally.ts";

export interface RecordDependencies extends TallyDependencies {
  /** Called exactly once per call, also when its listener leaves early. */
  readonly onEnd: (record: CallRecord) => void;
}

/** Sees every call to exactly one end, prices it, and reports it whoever listens. */
export function record(dependencies: RecordDependencies): ChatStage {
  return (next) => async (call, signal, emit) => {
    const tally = new Tally(call, dependencies);
    let isOver = false;
    let hasLeft = false;
    const noteLeft = (demand: Demand): Demand => {
      hasLeft ||= demand === "stop";
      return demand;
    };
    const running = next(call, signal, (item) => {
      if (isOver) return "stop";
      // Read to its own end, also when nothing may follow: what is cut off cannot be reused.
      const demand = emitMetered(tally, item, emit);
      return demand instanceof Promise
        ? demand.then(noteLeft)
        : noteLeft(demand);
    });
    try {
      await endOnAbort(running, signal);
      isOver = true;
      if (hasLeft) return;
      await (tally.hasEnded
        ? emitAll(estimatedUsage(tally), emit)
        : emitMetered(tally, failureEvent(unended(signal)), emit));
    } catch (error) {
      isOver = true;
      if (!tally.hasEnded) await emitMetered(tally, failureEvent(error), emit);
    } finally {
      dependencies.onEnd(tally.toRecord());
    }
  };
}

function unended(signal: AbortSignal): AppError {
  if (signal.aborted) return new AppError("aborted", { message: "Stopped." });
  return new AppError("stream-interrupted", {
    message: "The reply ended in the middle.",
    retryable: true,
  });
}
