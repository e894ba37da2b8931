import { isContent } from "#shared/chat/stream-event.ts";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Connectivity } from "../../health/connectivity.ts";
import type { Health } from "../../health/health.ts";
import { targetOf, whenOver, type ChatStage } from "../runner.ts";

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
  return (next) => (call, signal, emit) => {
    const target = targetOf(call);
    const { instance, model } = target;
    const startedAt = clock.monotonic();
    const elapsed = () => clock.monotonic() - startedAt;
    let firstContentMs: number | undefined;
    let error: ErrorJson | undefined;
    const running = next(call, signal, (item) => {
      const { event } = item;
      if (firstContentMs === undefined && isContent(event))
        firstContentMs = elapsed();
      if (event.type === "finish") {
        health.noteSuccess(instance, model, firstContentMs ?? elapsed());
        connectivity.note(instance);
      } else if (event.type === "error") {
        error = event.error;
        health.noteFailure(instance, model, event.error);
        connectivity.note(instance, event.error);
      }
      return emit(item);
    });
    return whenOver(running, () => {
      const endedAt = clock.monotonic();
      const tried = { target, startedAt, endedAt };
      call.attempts.tries?.push(error ? { ...tried, error } : tried);
    });
  };
}
