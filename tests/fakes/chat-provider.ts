import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError, type ErrorCode } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { ChatEvent, ChatProvider } from "#main/ports/chat-provider.ts";

/** What a call does: events in order, `hang` waits for the abort, a function runs in between. */
export type Step =
  StreamEvent | "hang" | "hang-deaf" | (() => void | Promise<void>);

export interface FakeProvider extends ChatProvider {
  readonly requests: ChatRequest[];
  /** Calls whose stream was closed or ran to its end. */
  readonly ended: () => number;
  disposed: boolean;
  models: readonly ModelDescriptor[] | AppError;
}

/** Plays a script per call; the last script repeats. */
export function createFakeProvider(
  ...scripts: readonly (readonly Step[])[]
): FakeProvider {
  const requests: ChatRequest[] = [];
  let ended = 0;
  return {
    requests,
    ended: () => ended,
    disposed: false,
    models: [],
    async *chat({ request }, signal) {
      const script = scripts[Math.min(requests.length, scripts.length - 1)];
      requests.push(request);
      try {
        yield* play(script ?? [], signal);
      } finally {
        ended += 1;
      }
    },
    async listModels() {
      if (this.models instanceof AppError) throw this.models;
      return this.models;
    },
    async dispose() {
      this.disposed = true;
    },
  };
}

async function* play(
  script: readonly Step[],
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  for (const step of script) {
    if (signal.aborted) return yield { event: failed("aborted") };
    if (typeof step === "function") await step();
    else if (step === "hang-deaf") await new Promise(() => undefined);
    else if (step === "hang") {
      await new Promise((resolve) =>
        signal.addEventListener("abort", resolve, { once: true }),
      );
    } else yield { event: step };
  }
  if (signal.aborted) yield { event: failed("aborted") };
}

export function failed(
  code: ErrorCode,
  options: { retryable?: boolean; data?: AppError["data"] } = {},
): Extract<StreamEvent, { type: "error" }> {
  return { type: "error", error: new AppError(code, options).toJSON() };
}

export function text(value: string): StreamEvent {
  return { type: "text-delta", text: value };
}

export const stop: StreamEvent = { type: "finish", reason: "stop" };

export function usage(
  inputTokens: number,
  outputTokens: number,
  rest: object = {},
): StreamEvent {
  return { type: "usage", usage: { inputTokens, outputTokens, ...rest } };
}
