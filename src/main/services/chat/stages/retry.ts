import type { ErrorJson } from "#shared/errors/app-error.ts";
import { decideRetry } from "#main/domain/retry-policy/decide-retry.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { TargetDirectory } from "../call-provider.ts";
import { createRetryBudget, type RetryBudget } from "../retry-budget.ts";
import {
  emitAll,
  passAll,
  progressEvent,
  refuse,
  start,
  targetOf,
  type ChatCall,
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
  const budget = createRetryBudget();
  return (next) => (call, signal, emit) => {
    budget.noteCall(targetOf(call).instance);
    const attempt = (attempts: number): Promise<void> => {
      call.attempts.count += 1;
      const beginning = new Beginning(emit);
      return start(next, call, signal, beginning.take).then(() => {
        const { failure } = beginning;
        return failure === undefined
          ? passAll(beginning.rest(), emit)
          : again(failure, attempts);
      });
    };
    async function again(error: ErrorJson, attempts: number): Promise<void> {
      const wait = waitAfter(error, { call, attempts, budget, dependencies });
      if (wait === undefined) {
        await emit({ event: { type: "error", error } });
        return;
      }
      const waiting = progressEvent({ phase: "retry-wait", remainingMs: wait });
      if ((await emit(waiting)) === "stop") return;
      try {
        await dependencies.clock.sleep(wait, signal);
      } catch (aborted) {
        await refuse(aborted, emit);
        return;
      }
      await attempt(attempts + 1);
    }
    return attempt(1);
  };
}

interface Failed {
  readonly call: ChatCall;
  readonly attempts: number;
  readonly budget: RetryBudget;
  readonly dependencies: RetryDependencies;
}

/** Milliseconds until the next try; undefined where there is none. */
function waitAfter(
  error: ErrorJson,
  { call, attempts, budget, dependencies }: Failed,
): number | undefined {
  const { directory, random } = dependencies;
  const { instance } = targetOf(call);
  const wait = decideRetry({
    error,
    attempts,
    maxAttempts: directory.facts(instance)?.maxAttempts ?? 1,
    hasAlternative: call.hasAlternative(error.code),
    random: random(),
  });
  return wait === undefined || !budget.take(instance) ? undefined : wait;
}

/**
 * A try's events until its first content, which are held back, so that a try that failed leaves no trace.
 */
class Beginning {
  readonly #emit: Emit;
  #held: ChatEvent[] | undefined = [];
  #failure: ErrorJson | undefined;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** What came before any content. */
  get failure(): ErrorJson | undefined {
    return this.#failure;
  }

  readonly take: Emit = (item) => {
    if (this.#failure !== undefined) return undefined;
    const { event } = item;
    const held = this.#held;
    if (held === undefined) return this.#emit(item);
    if (event.type === "error") {
      this.#failure = event.error;
      return undefined;
    }
    if (event.type === "progress") return this.#emit(item);
    held.push(item);
    return isContent(event) || event.type === "finish"
      ? emitAll(this.rest(), this.#emit)
      : undefined;
  };

  /** What is held back still. */
  rest(): readonly ChatEvent[] {
    const passed = this.#held ?? [];
    this.#held = undefined;
    return passed;
  }
}
