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
import {
  emitAll,
  type ChatCall,
  type ChatStage,
  type Emit,
} from "../runner.ts";

export interface FallbackDependencies extends CandidateDependencies {
  readonly health: Health;
}

/**
 * Tries the plan's targets in order until one begins its reply, and says who answers and for whom.
 * A target in trouble, or one that cannot take the request, is passed over while another is left.
 */
export function fallback(dependencies: FallbackDependencies): ChatStage {
  const { health } = dependencies;
  return (next) => async (call, signal, emit) => {
    const candidates = createCandidates(call, dependencies);
    for (;;) {
      const candidate = candidates.next();
      if (candidate === undefined) {
        const error = candidates.refusal();
        await emit({ event: { type: "error", error } });
        return;
      }
      const { target, hasAlternative } = candidate;
      const { instance, model } = target;
      if (hasAlternative("overloaded") && !health.mayTry(instance, model)) {
        candidates.noteFailure(target, paused(target));
        continue;
      }
      const reply = createReply({ call, ...candidate }, signal);
      let failure: ErrorJson | undefined;
      await next(reply.call, signal, (item) => {
        failure ??= reply.failureOf(item);
        return failure === undefined ? reply.pass(item, emit) : undefined;
      });
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

/**
 * One target's stream: a failure that the next target may mend is told instead of passed on.
 */
function createReply(attempt: Attempt, signal: AbortSignal) {
  const { call, target, hasAlternative } = attempt;
  const plan = { ...call.plan, targets: [target] };
  let isAnnounced = false;
  return {
    call: { ...call, plan, hasAlternative },
    failureOf: ({ event }: ChatEvent): ErrorJson | undefined =>
      !isAnnounced &&
      event.type === "error" &&
      hasAlternative(event.error.code) &&
      !signal.aborted
        ? event.error
        : undefined,
    pass(item: ChatEvent, emit: Emit): ReturnType<Emit> {
      const { event } = item;
      if (isAnnounced) return emit(forwarded(item, attempt));
      if (event.type === "progress") return emit(item);
      isAnnounced = true;
      const own = forwarded(item, attempt);
      return event.type === "served-by"
        ? emit(own)
        : emitAll([servedBy(attempt, event), own], emit);
    },
  };
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

type Draft = { -readonly [Field in keyof ServedBy]: ServedBy[Field] };

function servedBy(attempt: Attempt, event: StreamEvent): ChatEvent {
  const { instance, model, local, simulated } = attempt.target;
  const { provider, prompting, cached } = told(event);
  const { substituteFor } = attempt;
  const served: Draft = {
    instance,
    model,
    local,
    simulated,
    attempt: attempt.call.attempts.count,
  };
  if (provider !== undefined) served.provider = provider;
  if (prompting !== undefined) served.prompting = prompting;
  if (cached !== undefined) served.cached = cached;
  if (substituteFor !== undefined) served.substituteFor = substituteFor;
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
