import type { ErrorJson } from "#shared/errors/app-error.ts";
import { decideRetry } from "#main/domain/retry-policy/decide-retry.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { TargetDirectory } from "../call-provider.ts";
import { createRetryBudget } from "../retry-budget.ts";
import {
  failureEvent,
  progressEvent,
  targetOf,
  type ChatStage,
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
  return (next) =>
    async function* (call, signal) {
      const target = targetOf(call);
      const maxAttempts = directory.facts(target.instance)?.maxAttempts ?? 1;
      budget.noteCall(target.instance);
      for (let attempts = 1; ; attempts += 1) {
        call.attempts.count += 1;
        const error = yield* untilFailure(next(call, signal));
        if (error === undefined) return;
        const wait = decideRetry({
          error,
          attempts,
          maxAttempts,
          hasAlternative: call.hasAlternative(error.code),
          random: random(),
        });
        if (wait === undefined || !budget.take(target.instance)) {
          yield { event: { type: "error", error } };
          return;
        }
        yield progressEvent({ phase: "retry-wait", remainingMs: wait });
        try {
          await clock.sleep(wait, signal);
        } catch (aborted) {
          yield failureEvent(aborted);
          return;
        }
      }
    };
}

/**
 * Passes a stream on and answers the failure that came before any content. What else came before
 * content is held back, so that a try that failed leaves no trace.
 */
async function* untilFailure(
  stream: AsyncIterable<ChatEvent>,
): AsyncGenerator<ChatEvent, ErrorJson | undefined> {
  let held: ChatEvent[] | undefined = [];
  for await (const item of stream) {
    const { event } = item;
    if (held === undefined) {
      yield item;
      continue;
    }
    if (event.type === "error") return event.error;
    if (event.type === "progress") {
      yield item;
    } else if (isContent(event) || event.type === "finish") {
      yield* held;
      held = undefined;
      yield item;
    } else held.push(item);
  }
  if (held !== undefined) yield* held;
  return undefined;
}
