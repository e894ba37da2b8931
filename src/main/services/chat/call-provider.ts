import { AppError } from "#shared/errors/app-error.ts";
import type { RateLimits } from "#main/domain/rate-limit/limits.ts";
import type {
  ChatEvent,
  ChatProvider,
  ProviderCall,
} from "#main/ports/chat-provider.ts";
import {
  passAll,
  refuse,
  targetOf,
  type ChatRunner,
  type Emit,
} from "./runner.ts";

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
  return (call, signal, emit) => {
    const { instance, model } = targetOf(call);
    if (signal.aborted)
      return refuse(new AppError("aborted", { message: "Stopped." }), emit);
    const request = { ...call.request, model };
    const { whole, ownText, ask } = call;
    try {
      const provider = directory.provider(instance);
      if (ask !== undefined)
        return ask({ provider, model }, signal, emit).catch((error: unknown) =>
          refuse(error, emit),
        );
      const asked: ProviderCall = {
        request,
        ...(whole && { whole }),
        ...(ownText !== undefined && { ownText }),
      };
      const items = provider.whole?.(asked, signal);
      if (items === undefined)
        return stream(provider.chat(asked, signal), emit);
      return items
        .then((them) => passAll(them, emit))
        .catch((error: unknown) => refuse(error, emit));
    } catch (error) {
      return refuse(error, emit);
    }
  };
}

async function stream(
  items: AsyncIterable<ChatEvent>,
  emit: Emit,
): Promise<void> {
  try {
    for await (const item of items) {
      const demand = emit(item);
      if (demand === undefined) continue;
      if ((await demand) === "stop") return;
    }
  } catch (error) {
    await refuse(error, emit);
  }
}
