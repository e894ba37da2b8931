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
  whenOver,
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
  return (next) => (call, signal, emit) => {
    const entry = entryOf(call, dependencies);
    const ticket = dependencies.limiter.enter(entry, signal);
    const meter = new Meter();
    const run = (): Promise<void> =>
      next(call, signal, (item) => {
        meter.note(item);
        return emit(item);
      });
    const running =
      ticket.waiting === undefined ? run() : inTurn(ticket, emit, run);
    return whenOver(running, () => ticket.release(meter.used));
  };
}

async function inTurn(
  ticket: Ticket,
  emit: Emit,
  run: () => Promise<void>,
): Promise<void> {
  if (await turn(ticket, emit)) await run();
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
  const { origin } = call;
  if (limits.tokensPerMinute === undefined)
    return { instance, limits, origin, tokens: 0 };
  const outputTokens = boundOutputTokens(
    call.request.parameters.maxTokens,
    modelOf(instance, model)?.maxOutputTokens,
  );
  const inputTokens = estimateRequestTokens(call.request);
  return { instance, limits, origin, tokens: inputTokens + outputTokens };
}

/** What a call took from its minute in truth. */
class Meter {
  #told: number | undefined;
  #wasAnswered = false;

  note({ event }: ChatEvent): void {
    if (event.type === "usage")
      this.#told = event.usage.inputTokens + event.usage.outputTokens;
    else this.#wasAnswered ||= isContent(event);
  }

  /** Tokens; undefined where nobody said and some of it was answered. */
  get used(): number | undefined {
    return this.#told ?? (this.#wasAnswered ? undefined : 0);
  }
}
