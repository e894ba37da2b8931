import type { ServedBy, StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import { movesOn } from "#main/domain/fallback/moves-on.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { Health } from "../../health/health.ts";
import type { ChatCall, ChatRunner, ChatStage } from "../runner.ts";

type Substitution = NonNullable<ServedBy["substituteFor"]>;

/**
 * Tries the plan's targets in order until one begins its reply, and says who answers and for whom.
 * A target in trouble is passed over while another one is left.
 */
export function fallback(health: Pick<Health, "mayTry">): ChatStage {
  return (next) =>
    async function* (call, signal) {
      let substituteFor: Substitution | undefined;
      for (const [index, target] of call.plan.targets.entries()) {
        const { instance, model } = target;
        const hasAlternative = index < call.plan.targets.length - 1;
        const attempt: Attempt = {
          call: {
            ...call,
            plan: { ...call.plan, targets: [target] },
            hasAlternative,
          },
          target,
          ...(substituteFor === undefined ? {} : { substituteFor }),
        };
        const failure =
          hasAlternative && !health.mayTry(instance, model)
            ? paused(target)
            : yield* tryTarget(next, attempt, signal);
        if (failure === undefined) return;
        substituteFor ??= {
          target: `${instance}:${model}`,
          reason: failure,
        };
      }
    };
}

function paused({ instance, model }: RouteTarget): ErrorJson {
  return new AppError("overloaded", {
    message: `${instance} has failed repeatedly and is left alone for a moment.`,
    retryable: true,
    data: { instance, model, paused: true },
  }).toJSON();
}

interface Attempt {
  readonly call: ChatCall;
  readonly target: RouteTarget;
  readonly substituteFor?: Substitution;
}

/** Passes a target's stream on; answers its failure instead where the next target may mend it. */
async function* tryTarget(
  next: ChatRunner,
  attempt: Attempt,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, ErrorJson | undefined> {
  let announced = false;
  for await (const item of next(attempt.call, signal)) {
    const { event } = item;
    if (announced) {
      yield forwarded(item, attempt);
      continue;
    }
    if (event.type === "progress") {
      yield item;
      continue;
    }
    if (
      event.type === "error" &&
      attempt.call.hasAlternative &&
      movesOn(event.error.code) &&
      !signal.aborted
    )
      return event.error;
    announced = true;
    if (event.type !== "served-by") yield servedBy(attempt, event);
    yield forwarded(item, attempt);
  }
  return undefined;
}

/** A provider knows how it answers, the engine knows for whom: one `served-by` of both. */
function forwarded(item: ChatEvent, attempt: Attempt): ChatEvent {
  const { event } = item;
  if (event.type === "served-by")
    return { ...item, ...servedBy(attempt, event) };
  if (event.type === "error")
    return { ...item, ...named(event.error, attempt.target) };
  return item;
}

function servedBy(attempt: Attempt, event: StreamEvent): ChatEvent {
  const { instance, model, local, simulated } = attempt.target;
  const { provider, prompting, cached } = told(event);
  const { substituteFor } = attempt;
  const served: ServedBy = {
    instance,
    model,
    local,
    simulated,
    attempt: attempt.call.attempts.count,
    ...(provider === undefined ? {} : { provider }),
    ...(prompting === undefined ? {} : { prompting }),
    ...(cached === undefined ? {} : { cached }),
    ...(substituteFor === undefined ? {} : { substituteFor }),
  };
  return { event: { type: "served-by", servedBy: served } };
}

function told(
  event: StreamEvent,
): Pick<ServedBy, "provider" | "prompting" | "cached"> {
  if (event.type === "served-by") return event.servedBy;
  return event.type === "start" && event.provider !== undefined
    ? { provider: event.provider }
    : {};
}

/** A failure's own instance and model, so that its action (fix the key) knows where. */
function named(error: ErrorJson, target: RouteTarget): ChatEvent {
  const { instance, model } = target;
  const data = { instance, model, ...error.data };
  return { event: { type: "error", error: { ...error, data } } };
}
