import type { ServedBy, StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { Health } from "../../health/health.ts";
import {
  createCandidates,
  type Candidate,
  type CandidateDependencies,
} from "../candidates.ts";
import type { ChatCall, ChatRunner, ChatStage } from "../runner.ts";

export interface FallbackDependencies extends CandidateDependencies {
  readonly health: Health;
}

/**
 * Tries the plan's targets in order until one begins its reply, and says who answers and for whom.
 * A target in trouble, or one that cannot take the request, is passed over while another is left.
 */
export function fallback(dependencies: FallbackDependencies): ChatStage {
  const { health } = dependencies;
  return (next) =>
    async function* (call, signal) {
      const candidates = createCandidates(call, dependencies);
      for (;;) {
        const candidate = candidates.next();
        if (candidate === undefined) {
          yield { event: { type: "error", error: candidates.refusal() } };
          return;
        }
        const { target, hasAlternative } = candidate;
        const { instance, model } = target;
        const failure =
          hasAlternative("overloaded") && !health.mayTry(instance, model)
            ? paused(target)
            : yield* tryTarget(next, { call, ...candidate }, signal);
        if (failure === undefined) return;
        candidates.noteFailure(target, failure);
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

interface Attempt extends Candidate {
  readonly call: ChatCall;
}

/** Passes a target's stream on; answers its failure instead where the next target may mend it. */
async function* tryTarget(
  next: ChatRunner,
  attempt: Attempt,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, ErrorJson | undefined> {
  const { call, target, hasAlternative } = attempt;
  const plan = { ...call.plan, targets: [target] };
  let announced = false;
  for await (const item of next({ ...call, plan, hasAlternative }, signal)) {
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
      hasAlternative(event.error.code) &&
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
