import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import type {
  ChatEvent,
  ChatProvider,
  ProviderCall,
} from "#main/ports/chat-provider.ts";
import type { Clock } from "#main/ports/clock.ts";
import { demoModels, describeDemoModel, type DemoModel } from "./models.ts";
import { writeDemoReply } from "./write-reply.ts";

/** Where the failing model breaks off. */
const failsAfter = 0.4;

export interface DemoOptions {
  readonly instance: InstanceId;
  readonly clock: Clock;
}

/** Simulated models: prepared text at the pace of real ones. Never touches the network. */
export function createDemoProvider(options: DemoOptions): ChatProvider {
  const { instance, clock } = options;
  const closed = new AbortController();
  return {
    async *chat(call, signal) {
      const ended = new AbortController();
      const end = (): void => ended.abort();
      signal.addEventListener("abort", end);
      closed.signal.addEventListener("abort", end);
      if (signal.aborted || closed.signal.aborted) end();
      try {
        for await (const event of perform(call, clock, ended.signal))
          yield { event } satisfies ChatEvent;
      } catch (error) {
        yield {
          event: { type: "error", error: AppError.from(error).toJSON() },
        };
      } finally {
        signal.removeEventListener("abort", end);
        closed.signal.removeEventListener("abort", end);
      }
    },
    listModels: () =>
      Promise.resolve(demoModels.map((it) => describeDemoModel(instance, it))),
    dispose() {
      closed.abort();
      return Promise.resolve();
    },
  };
}

async function* perform(
  call: ProviderCall,
  clock: Clock,
  signal: AbortSignal,
): AsyncIterable<StreamEvent> {
  const { messages, parameters, model: id } = call.request;
  const model = demoModels.find((it) => it.id === id);
  if (model === undefined) throw unknownModel(id);
  await clock.sleep(model.firstTokenMs, signal);
  yield { type: "start", model: id };
  const reply = writeDemoReply(model.style, messages);
  const reasoning = tokens(reply.reasoning);
  const text = tokens(reply.text);
  const most = Math.min(
    parameters.maxTokens ?? Infinity,
    reasoning.length + text.length,
  );
  const pace = createPace(model, clock);
  let written = 0;
  for (const token of [...reasoning, ...text]) {
    if (written >= most) break;
    if (isBroken(model, written, text.length)) throw brokenOff();
    yield written < reasoning.length
      ? { type: "reasoning-delta", text: token }
      : { type: "text-delta", text: token };
    written += 1;
    await pace(written, signal);
  }
  const isWhole = written === reasoning.length + text.length;
  yield { type: "finish", reason: isWhole ? "stop" : "length" };
  yield {
    type: "usage",
    usage: {
      inputTokens: tokens(JSON.stringify(messages.map((it) => it.parts)))
        .length,
      outputTokens: written,
      ...(reasoning.length === 0
        ? {}
        : { reasoningTokens: Math.min(written, reasoning.length) }),
      costNanoUsd: 0,
      costSource: "upstream",
    },
  };
}

/** Pieces of about a token's size that join to the same text. */
function tokens(text: string): readonly string[] {
  return text.match(/\s*[\p{L}\p{N}]{1,6}|\s*[^\p{L}\p{N}\s]{1,3}|\s+/gu) ?? [];
}

/** Waits until a token is due by the model's speed; timers that fire late are caught up with. */
function createPace(model: DemoModel, clock: Clock) {
  const startedAt = clock.monotonic();
  const perToken = 1_000 / model.tokensPerSecond;
  return async (written: number, signal: AbortSignal): Promise<void> => {
    const due = startedAt + written * perToken;
    const wait = due - clock.monotonic();
    if (wait > 0 || signal.aborted) await clock.sleep(wait, signal);
  };
}

function isBroken(model: DemoModel, written: number, total: number): boolean {
  return model.style === "failing" && written >= total * failsAfter;
}

function brokenOff(): AppError {
  return new AppError("stream-interrupted", {
    message: "The simulated model broke off, as it always does.",
    retryable: true,
  });
}

function unknownModel(id: string): AppError {
  return new AppError("model-not-found", {
    message: `The demo has no model "${id}".`,
    data: { model: id },
  });
}
