import { isContent } from "#shared/chat/stream-event.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { boundOutputTokens } from "#main/domain/prompt/bound-output.ts";
import { estimateRequestTokens } from "#main/domain/prompt/estimate-tokens.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { TargetDirectory } from "../call-provider.ts";
import type { Limiter, LimiterEntry, Ticket } from "../limiter.ts";
import {
  progressEvent,
  refuse,
  targetOf,
  type ChatCall,
  type ChatStage,
  type Emit,
} from "../runner.ts";

export interface LimitDependencies {
  readonly directory: TargetDirectory;
  readonly limiter: Limiter;
  readonly modelOf: (
    instance: string,
    model: string,
  ) => ModelDescriptor | undefined;
}

/** Waits for a place under the instance's own limits, at most 30 s, in a queue that is fair to origins. */
export function limit(dependencies: LimitDependencies): ChatStage {
  return (next) => async (call, signal, emit) => {
    const entry = entryOf(call, dependencies);
    const ticket = dependencies.limiter.enter(entry, signal);
    const meter = createMeter();
    try {
      if (ticket.waiting !== undefined && !(await turn(ticket, emit))) return;
      await next(call, signal, (item) => {
        meter.note(item);
        return emit(item);
      });
    } finally {
      ticket.release(meter.used());
    }
  };
}

/** Whether the turn came, and is still wanted. */
async function turn(ticket: Ticket, emit: Emit): Promise<boolean> {
  const queued = progressEvent({ phase: "queued", ...ticket.waiting });
  if ((await emit(queued)) === "stop") return false;
  try {
    await ticket.ready;
    return true;
  } catch (error) {
    await refuse(error, emit);
    return false;
  }
}

function entryOf(
  call: ChatCall,
  { directory, modelOf }: LimitDependencies,
): LimiterEntry {
  const { instance, model } = targetOf(call);
  const limits = directory.facts(instance)?.limits ?? {};
  const entry = { instance, limits, origin: call.origin };
  if (limits.tokensPerMinute === undefined) return { ...entry, tokens: 0 };
  const outputTokens = boundOutputTokens(
    call.request.parameters.maxTokens,
    modelOf(instance, model)?.maxOutputTokens,
  );
  const inputTokens = estimateRequestTokens(call.request);
  return { ...entry, tokens: inputTokens + outputTokens };
}

/** What a call took from its minute in truth; undefined where nobody said and some of it was answered. */
function createMeter() {
  let used: number | undefined;
  let wasAnswered = false;
  return {
    note({ event }: ChatEvent): void {
      if (event.type === "usage")
        used = event.usage.inputTokens + event.usage.outputTokens;
      else wasAnswered ||= isContent(event);
    },
    used: () => used ?? (wasAnswered ? undefined : 0),
  };
}
