import { AppError } from "#shared/errors/app-error.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import { endOnAbort } from "../end-on-abort.ts";
import { failureEvent, type ChatStage } from "../runner.ts";
import {
  createTally,
  type CallRecord,
  type Tally,
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
          if (!tally.isOver()) yield* settle(tally, item);
        }
        if (!tally.hasEnded()) yield* settle(tally, failureEvent(endless()));
        else yield* estimated(tally);
      } catch (error) {
        if (!tally.hasEnded()) yield* settle(tally, failureEvent(error));
      } finally {
        dependencies.onEnd(tally.toRecord());
      }
    };
}

function* settle(tally: Tally, item: ChatEvent): Iterable<ChatEvent> {
  const { event } = item;
  if (event.type === "usage") {
    const usage = tally.priced(event.usage);
    tally.note({ type: "usage", usage });
    yield { ...item, event: { type: "usage", usage } };
    return;
  }
  // The reply is whole already; what goes wrong afterwards takes nothing from it.
  if (event.type === "error" && tally.hasEnded()) return;
  // Text that was paid for counts, also when the call failed before anybody said how much.
  if (event.type === "error") yield* estimated(tally);
  tally.note(event);
  yield item;
}

function* estimated(tally: Tally): Iterable<ChatEvent> {
  const usage = tally.missingUsage();
  if (usage === undefined) return;
  tally.note({ type: "usage", usage });
  yield { event: { type: "usage", usage } };
}

function endless(): AppError {
  return new AppError("stream-interrupted", {
    message: "The reply ended in the middle.",
    retryable: true,
  });
}
