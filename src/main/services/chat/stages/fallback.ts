import type { ServedBy, StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { Health } from "../../health/health.ts";
import {
  Candidates,
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
    const candidates = new Candidates(call, dependencies);
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
      const reply = new CandidateReply(call, candidate, signal);
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

/** One target's stream: a failure that the next target may mend is told instead of passed on. */
class CandidateReply {
  /** The call with this target alone. */
  readonly call: ChatCall;
  readonly #candidate: Candidate;
  readonly #signal: AbortSignal;
  #isAnnounced = false;

  constructor(call: ChatCall, candidate: Candidate, signal: AbortSignal) {
    const { target, hasAlternative } = candidate;
    const { asked } = call.plan;
    const plan = { asked, targets: [target] };
    this.call = { ...call, plan, hasAlternative };
    this.#candidate = candidate;
    this.#signal = signal;
  }

  failureOf({ event }: ChatEvent): ErrorJson | undefined {
    if (event.type !== "error" || this.#isAnnounced) return undefined;
    const { error } = event;
    const isMended = this.#candidate.hasAlternative(error.code);
    return isMended && !this.#signal.aborted ? error : undefined;
  }

  pass(item: ChatEvent, emit: Emit): ReturnType<Emit> {
    const { event } = item;
    if (!this.#isAnnounced && event.type === "progress") return emit(item);
    const own = this.#forwarded(item);
    if (this.#isAnnounced || event.type === "served-by") {
      this.#isAnnounced = true;
      return emit(own);
    }
    this.#isAnnounced = true;
    return emitAll([this.#servedBy(event), own], emit);
  }

  /** A provider knows how it answers, the engine knows for whom: one `served-by` of both. */
  #forwarded(item: ChatEvent): ChatEvent {
    const { event } = item;
    if (event.type === "served-by")
      return { ...item, ...this.#servedBy(event) };
    if (event.type === "error")
      return { ...item, ...named(event.error, this.#candidate.target) };
    return item;
  }

  #servedBy(event: StreamEvent): ChatEvent {
    const { target, substituteFor } = this.#candidate;
    const { instance, model, local, simulated } = target;
    const { provider, prompting, cached } = told(event);
    const served: ServedBy = {
      instance,
      model,
      local,
      simulated,
      attempt: this.call.attempts.count,
    };
    if (provider !== undefined) served.provider = provider;
    if (prompting !== undefined) served.prompting = prompting;
    if (cached !== undefined) served.cached = cached;
    if (substituteFor !== undefined) served.substituteFor = substituteFor;
    return { event: { type: "served-by", servedBy: served } };
  }
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
