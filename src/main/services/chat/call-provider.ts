import { AppError } from "#shared/errors/app-error.ts";
import type { RateLimits } from "#main/domain/rate-limit/limits.ts";
import type { ChatEvent, ChatProvider } from "#main/ports/chat-provider.ts";
import { failureEvent, targetOf, type ChatRunner } from "./runner.ts";

/** What the stages need to know about an instance. */
export interface TargetFacts {
  /** Globs over the instance's model ids; absent allows all. */
  readonly allow?: readonly string[];
  readonly maxAttempts: number;
  readonly limits: RateLimits;
}

export interface TargetDirectory {
  /** Undefined when the instance is gone or switched off. */
  facts(instance: string): TargetFacts | undefined;
  /** Throws AppError when the instance cannot be asked (gone, its key missing). */
  provider(instance: string): ChatProvider;
}

/** The last step: the resolved target itself. */
export function callProvider(directory: TargetDirectory): ChatRunner {
  return (call, signal) => {
    const target = targetOf(call);
    if (signal.aborted)
      return failed(new AppError("aborted", { message: "Stopped." }));
    const { model } = target;
    const request = { ...call.request, model };
    const { whole, ask } = call;
    try {
      const provider = directory.provider(target.instance);
      if (ask !== undefined) return ask({ provider, model }, signal);
      return provider.chat(whole ? { request, whole } : { request }, signal);
    } catch (error) {
      return failed(error);
    }
  };
}

async function* failed(error: unknown): AsyncGenerator<ChatEvent, void> {
  yield failureEvent(error);
}
