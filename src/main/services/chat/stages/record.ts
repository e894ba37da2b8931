import { AppError } from "#shared/errors/app-error.ts";
import { endOnAbort } from "../end-on-abort.ts";
import { failureEvent, type ChatStage } from "../runner.ts";
import { estimatedUsage, metered } from "../metered.ts";
import {
  createTally,
  type CallRecord,
  type TallyDependencies,
} from "../tally.ts";

export interface RecordDependencies extends TallyDependencies {
  /** Called exactly once per call, also when its listener leaves early. */
  readonly onEnd: (record: CallRecord) => void;
}

/** Sees every call to exactly one end, prices it, and reports it whoever listens. */
export function record(dependencies: RecordDependencies): ChatStage {
  return (next) =>
    async function* (call, signal) {
      const tally = createTally(call, dependencies);
      try {
        for await (const item of endOnAbort(next(call, signal), signal)) {
          // Read to its own end, also when nothing may follow: what is cut off cannot be reused.
          for (const out of metered(tally, item)) yield out;
        }
        if (!tally.hasEnded()) yield* metered(tally, failureEvent(endless()));
        else yield* estimatedUsage(tally);
      } catch (error) {
        if (!tally.hasEnded()) yield* metered(tally, failureEvent(error));
      } finally {
        dependencies.onEnd(tally.toRecord());
      }
    };
}

function endless(): AppError {
  return new AppError("stream-interrupted", {
    message: "The reply ended in the middle.",
    retryable: true,
  });
}
