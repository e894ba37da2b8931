import { isContent } from "#shared/chat/stream-event.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { boundOutputTokens } from "#main/domain/prompt/bound-output.ts";
import { estimateRequestTokens } from "#main/domain/prompt/estimate-tokens.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { TargetDirectory } from "../call-provider.ts";
import type { Limiter, LimiterEntry, Ticket } from "../limiter.ts";
import {
  failureEvent,
  progressEvent,
  targetOf,
  type ChatCall,
  type ChatStage,
} from "../runner.ts";
import { watched } from "../watched.ts";

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
  return (next) => (call, signal) => {
    const entry = entryOf(call, dependencies);
    const ticket = dependencies.limiter.enter(entry, signal);
    const run = () => metered(next(call, signal), ticket);
    return ticket.waiting === undefined ? run() : afterTurn(ticket, run);
  };
}

/** Gives the place back when the stream ends. */
function metered(
  stream: AsyncIterable<ChatEvent>,
  ticket: Ticket,
): AsyncIterable<ChatEvent> {
  const meter = createMeter();
  return watched(stream, {
    note: meter.note,
    ended: () => ticket.release(meter.used()),
  });
}

async function* afterTurn(
  ticket: Ticket,
  run: () => AsyncIterable<ChatEvent>,
): AsyncGenerator<ChatEvent, void> {
  try {
    yield progressEvent({ phase: "queued", ...ticket.waiting });
    const refused = await ticket.ready.then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (refused === undefined) yield* run();
    else yield failureEvent(refused.error);
  } finally {
    // Whoever leaves the queue early has a turn that nobody takes.
    ticket.release(0);
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
