import type { TargetDirectory } from "../call-provider.ts";
import type { Limiter } from "../limiter.ts";
import {
  failureEvent,
  progressEvent,
  targetOf,
  type ChatStage,
} from "../runner.ts";

export interface LimitDependencies {
  readonly directory: TargetDirectory;
  readonly limiter: Limiter;
}

/** Waits for a place under the instance's own limits, at most 30 s, in a queue that is fair to origins. */
export function limit(dependencies: LimitDependencies): ChatStage {
  const { directory, limiter } = dependencies;
  return (next) =>
    async function* (call, signal) {
      const { instance } = targetOf(call);
      const limits = directory.facts(instance)?.limits ?? {};
      const entry = { instance, limits, origin: call.origin };
      const ticket = limiter.enter(entry, signal);
      try {
        if (ticket.waiting !== undefined)
          yield progressEvent({ phase: "queued", ...ticket.waiting });
        const refused = await ticket.ready.then(
          () => undefined,
          (error: unknown) => ({ error }),
        );
        if (refused !== undefined) yield failureEvent(refused.error);
        else yield* next(call, signal);
      } finally {
        ticket.release();
      }
    };
}
