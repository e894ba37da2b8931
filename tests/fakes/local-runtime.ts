import type {
  LocalEvent,
  LocalGenerateRequest,
  LocalRuntime,
} from "#main/ports/local-runtime.ts";
import { AppError } from "#shared/errors/app-error.ts";

export interface FakeLocalRuntime extends LocalRuntime {
  /** What it was asked, in order. */
  readonly requests: readonly LocalGenerateRequest[];
}

/** Answers each request with the same events; an aborted one ends with `aborted` in their place. */
export function createFakeLocalRuntime(
  events: readonly LocalEvent[],
): FakeLocalRuntime {
  const requests: LocalGenerateRequest[] = [];
  return {
    requests,
    async *generate(request, signal) {
      requests.push(request);
      for (const event of events) {
        if (signal.aborted) {
          yield { type: "error", error: new AppError("aborted").toJSON() };
          return;
        }
        yield event;
        await Promise.resolve();
      }
    },
    countTokens: () => Promise.resolve(undefined),
    status: () => ({ state: "stopped", threads: 1, gpu: false }),
    unload: async () => {},
    dispose: async () => {},
  };
}
