import type { ErrorJson } from "#shared/errors/app-error.ts";
import { decideRetry } from "#main/domain/retry-policy/decide-retry.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { TargetDirectory } from "../call-provider.ts";
import { createRetryBudget } from "../retry-budget.ts";
import {
  emitAll,
  progressEvent,
  refuse,
  targetOf,
  type ChatStage,
  type Emit,
} from "../runner.ts";
import { isContent } from "#shared/chat/stream-event.ts";

export interface RetryDependencies {
  readonly clock: Clock;
  readonly directory: TargetDirectory;
  /** Evenly spread in [0, 1). */
  readonly random: () => number;
}

/** Tries the same target again where that is safe and worth its wait, only before the first content. */
export function retry(dependencies: RetryDependencies): ChatStage {
  const { clock, directory, random } = dependencies;
  const budget = createRetryBudget();
  return (next) => async (call, signal, emit) => {
    const target = targetOf(call);
    const maxAttempts = directory.facts(target.instance)?.maxAttempts ?? 1;
    budget.noteCall(target.instance);
    for (let attempts = 1; ; attempts += 1) {
      call.attempts.count += 1;
      const beginning = createBeginning();
      let error: ErrorJson | undefined;
      await next(call, signal, (item) => {
        error ??= beginning.failureOf(item);
        return error === undefined ? beginning.pass(item, emit) : undefined;
      });
      if (error === undefined) {
        await emitAll(beginning.rest(), emit);
        return;
      }
      const wait = decideRetry({
        error,
        attempts,
        maxAttempts,
        hasAlternative: call.hasAlternative(error.code),
        random: random(),
      });
      if (wait === undefined || !budget.take(target.instance)) {
        await emit({ event: { type: "error", error } });
        return;
      }
      const waiting = progressEvent({ phase: "retry-wait", remainingMs: wait });
      if ((await emit(waiting)) === "stop") return;
      try {
        await clock.sleep(wait, signal);
      } catch (aborted) {
        await refuse(aborted, emit);
        return;
      }
    }
  };
}

/**
 * A try's events until its first content, which are held back, so that a try that failed leaves no trace.
 */
function createBeginning() {
  let held: ChatEvent[] | undefined = [];
  return {
    /** The failure that came before any content. */
    failureOf: ({ event }: ChatEvent): ErrorJson | undefined =>
      held !== undefined && event.type === "error" ? event.error : undefined,
    pass(item: ChatEvent, emit: Emit): ReturnType<Emit> {
      const { event } = item;
      if (held === undefined || event.type === "progress") return emit(item);
      held.push(item);
      return isContent(event) || event.type === "finish"
        ? emitAll(this.rest(), emit)
        : undefined;
    },
    /** What is held back still. */
    rest(): readonly ChatEvent[] {
      const passed = held ?? [];
      held = undefined;
      return passed;
    },
  };
}
