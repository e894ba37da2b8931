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
  start,
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
  return (next) => (call, signal, emit) => {
    const candidates = new Candidates(call, dependencies);
    // Where only a kept answer is wanted, nobody is asked whose trouble would matter.
    const isAsking = call.cache?.only !== true;
    const ask = (): Promise<void> => {
      const candidate = isAsking
        ? nextAwake(candidates, health)
        : candidates.next();
      if (candidate === undefined) return endWith(candidates.refusal(), emit);
      const reply = new CandidateReply({ call, candidate, signal }, emit);
      return start(next, reply.call, signal, reply.take).then(() => {
        const { failure } = reply;
        if (failure === undefined) return undefined;
        candidates.noteFailure(candidate.target, failure);
        return ask();
      });
    };
    return ask();
  };
}

async function endWith(error: ErrorJson, emit: Emit): Promise<void> {
  await emit({ event: { type: "error", error } });
}

/** The next one that is not in trouble, as far as others are left. */
function nextAwake(
  candidates: Candidates,
  health: Health,
): Candidate | undefined {
  for (;;) {
    const candidate = candidates.next();
    if (candidate === undefined) return undefined;
    const { target, hasAlternative } = candidate;
    const { instance, model } = target;
    if (!hasAlternative("overloaded") || health.mayTry(instance, model))
      return candidate;
    candidates.noteFailure(target, paused(target));
  }
}

function paused({ instance, model }: RouteTarget): ErrorJson {
  return new AppError("overloaded", {
    message: `${instance} has failed repeatedly and is left alone for a moment.`,
    retryable: true,
    data: { instance, model, paused: true },
  }).toJSON();
}

interface Asked {
  readonly call: ChatCall;
  readonly candidate: Candidate;
  readonly signal: AbortSignal;
}

/** One target's stream: a failure that the next target may mend is told instead of passed on. */
class CandidateReply {
  /** The call with this target alone. */
  readonly call: ChatCall;
  readonly #candidate: Candidate;
  readonly #signal: AbortSignal;
  readonly #emit: Emit;
  #isAnnounced = false;
  #failure: ErrorJson | undefined;

  constructor({ call, candidate, signal }: Asked, emit: Emit) {
    const { target, hasAlternative } = candidate;
    const { asked } = call.plan;
    const plan = { asked, targets: [target] };
    this.call = { ...call, plan, hasAlternative };
    this.#candidate = candidate;
    this.#signal = signal;
    this.#emit = emit;
  }

  /** What the next target may mend. */
  get failure(): ErrorJson | undefined {
    return this.#failure;
  }

  readonly take: Emit = (item) => {
    this.#failure ??= this.#mended(item);
    return this.#failure === undefined ? this.#pass(item) : undefined;
  };

  #mended({ event }: ChatEvent): ErrorJson | undefined {
    if (event.type !== "error" || this.#isAnnounced) return undefined;
    const { error } = event;
    const isMended = this.#candidate.hasAlternative(error.code);
    return isMended && !this.#signal.aborted ? error : undefined;
  }

  #pass(item: ChatEvent): ReturnType<Emit> {
    const { event } = item;
    if (!this.#isAnnounced && event.type === "progress")
      return this.#emit(item);
    const own = this.#forwarded(item);
    if (this.#isAnnounced || event.type === "served-by") {
      this.#isAnnounced = true;
      return this.#emit(own);
    }
    this.#isAnnounced = true;
    return emitAll([this.#servedBy(event), own], this.#emit);
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
