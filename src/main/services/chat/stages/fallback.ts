import type { ServedBy, StreamEvent } from "#shared/chat/stream-event.ts";
import {
  AppError,
  type ErrorCode,
  type ErrorJson,
} from "#shared/errors/app-error.ts";
import { movesOn } from "#main/domain/fallback/moves-on.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { Health } from "../../health/health.ts";
import type { ChatCall, ChatRunner, ChatStage } from "../runner.ts";

type Substitution = NonNullable<ServedBy["substituteFor"]>;

export interface FallbackDependencies {
  readonly health: Health;
  /** Whether asking a target costs nothing, for sure. */
  readonly isFree: (target: RouteTarget) => boolean;
}

/**
 * Tries the plan's targets in order until one begins its reply, and says who answers and for whom.
 * A target in trouble is passed over while another one is left.
 */
export function fallback(dependencies: FallbackDependencies): ChatStage {
  const { health, isFree } = dependencies;
  return (next) =>
    async function* (call, signal) {
      let substituteFor: Substitution | undefined;
      let targets = call.plan.targets;
      for (;;) {
        const [target, ...rest] = targets;
        if (target === undefined) return;
        const { instance, model } = target;
        const attempt: Attempt = {
          call: {
            ...call,
            plan: { ...call.plan, targets: [target] },
            hasAlternative: rest.length > 0,
          },
          target,
          movesOnTo: (code) =>
            code === "over-budget" ? rest.some(isFree) : movesOn(code),
          ...(substituteFor === undefined ? {} : { substituteFor }),
        };
        const failure =
          rest.length > 0 && !health.mayTry(instance, model)
            ? paused(target)
            : yield* tryTarget(next, attempt, signal);
        if (failure === undefined) return;
        substituteFor ??= { target: `${instance}:${model}`, reason: failure };
        // Who is out of money is not sent to another bill.
        targets = failure.code === "over-budget" ? rest.filter(isFree) : rest;
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
  /** Whether the targets that are left may mend a failure. */
  readonly movesOnTo: (code: ErrorCode) => boolean;
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
      attempt.movesOnTo(event.error.code) &&
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
