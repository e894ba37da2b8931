import { AppError } from "#shared/errors/app-error.ts";
import type { RateLimits } from "#main/domain/rate-limit/limits.ts";
import type { ChatProvider } from "#main/ports/chat-provider.ts";
import { emitAll, refuse, targetOf, type ChatRunner } from "./runner.ts";

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
  return async (call, signal, emit) => {
    const target = targetOf(call);
    if (signal.aborted)
      return refuse(new AppError("aborted", { message: "Stopped." }), emit);
    const { model } = target;
    const request = { ...call.request, model };
    const { whole, ask } = call;
    try {
      const provider = directory.provider(target.instance);
      if (ask !== undefined)
        return await ask({ provider, model }, signal, emit);
      const asked = whole ? { request, whole } : { request };
      const items = await provider.whole?.(asked, signal);
      if (items !== undefined) {
        await emitAll(items, emit);
        return;
      }
      for await (const item of provider.chat(asked, signal)) {
        const demand = emit(item);
        if (demand === undefined) continue;
        if ((await demand) === "stop") return;
      }
    } catch (error) {
      await refuse(error, emit);
    }
  };
}
