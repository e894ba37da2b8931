import { isContent } from "#shared/chat/stream-event.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Connectivity } from "../../health/connectivity.ts";
import type { Health } from "../../health/health.ts";
import { targetOf, type ChatStage } from "../runner.ts";

export interface ObserveDependencies {
  readonly clock: Clock;
  readonly health: Health;
  readonly connectivity: Pick<Connectivity, "note">;
}

/** Notes how each attempt fares, so that a target in trouble is passed over for a while. */
export function observe({
  clock,
  health,
  connectivity,
}: ObserveDependencies): ChatStage {
  return (next) =>
    async function* (call, signal) {
      const { instance, model } = targetOf(call);
      const started = clock.monotonic();
      let firstContentMs: number | undefined;
      for await (const item of next(call, signal)) {
        const { event } = item;
        if (firstContentMs === undefined && isContent(event))
          firstContentMs = clock.monotonic() - started;
        if (event.type === "finish") {
          const latency = firstContentMs ?? clock.monotonic() - started;
          health.noteSuccess(instance, model, latency);
          connectivity.note(instance);
        } else if (event.type === "error") {
          health.noteFailure(instance, model, event.error);
          connectivity.note(instance, event.error);
        }
        yield item;
      }
    };
}
