import type { CacheMode } from "#shared/chat/cache-choice.ts";
import type {
  EmbeddingReply,
  EmbeddingRequest,
} from "#shared/chat/embedding.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { isContent, type ServedBy } from "#shared/chat/stream-event.ts";
import type { Usage } from "#shared/chat/usage.ts";
import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import { isCacheable } from "#main/domain/cache/eligibility.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { ChatService } from "../chat/chat.ts";
import {
  whenOver,
  type Attempts,
  type CacheWish,
  type ChatCall,
  type Emit,
} from "../chat/runner.ts";
import type { Health } from "../health/health.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { Registry } from "../registry/registry.ts";
import { vectorCall, withoutFallbackRule } from "./embed.ts";
import { limitsOf } from "./key-limits.ts";
import { findModel, listModels, type ListedModel } from "./list-models.ts";
import type { PromptRecorder } from "./prompt-recorder.ts";
import { countTokens, type TokenCount } from "./count-tokens.ts";
import type { Quota, SettledCall } from "./quota.ts";
import { createPlanner } from "./planner.ts";
import { keptOnly, type GatewayCaller } from "./target-rules.ts";

export interface GatewayCall {
  readonly request: ChatRequest;
  readonly caller: GatewayCaller;
  readonly noFallback: boolean;
  /** One whole reply is wanted. */
  readonly whole: boolean;
  /** The text that the request was read from, where its dialect's upstreams may be told it as it is. */
  readonly ownText?: string;
  /** Whose answers are shared is decided here; the rest is the caller's wish. */
  readonly cache: Omit<CacheWish, "scope">;
}

export interface EmbeddingCall extends Pick<
  GatewayCall,
  "caller" | "noFallback" | "cache"
> {
  readonly request: EmbeddingRequest;
}

/** What is known of a call so far; whole once its events have ended. */
export interface CallFacts {
  readonly attempts: Attempts;
  servedBy?: ServedBy;
  usage?: Usage;
  error?: ErrorJson;
  /** Monotonic milliseconds. */
  firstContentAt?: number;
  /** While prompt logging is on. */
  readonly recorder?: PromptRecorder;
}

export interface OpenedEmbedding {
  readonly facts: CallFacts;
  /** Rejects with AppError. */
  readonly reply: Promise<EmbeddingReply>;
}

export interface OpenedCall {
  readonly facts: CallFacts;
  /** Whether the answer may come from the cache or be kept in it. */
  readonly cacheable: boolean;
  /** Once. Resolves at the reply's end, when the quota is settled; never rejects. */
  readonly run: (emit: Emit) => Promise<void>;
}

export interface GatewayService {
  /** Resolves, authorizes and reserves, in this order. Throws AppError; then nothing was sent. */
  open(call: GatewayCall, signal: AbortSignal): OpenedCall;
  /** Models that the caller may reach, and aliases with a model of theirs. */
  models(caller: GatewayCaller): readonly ListedModel[];
  /** One of them, by any id that a call may name it by. */
  model(id: string, caller: GatewayCaller): ListedModel | undefined;
  /** Resolves, authorizes and reserves like `open`. Throws AppError; then nothing was sent. */
  embed(call: EmbeddingCall, signal: AbortSignal): OpenedEmbedding;
  /** Input tokens, by the first target's own count where it has one. Resolves and authorizes; rejects with AppError. */
  countTokens(
    request: ChatRequest,
    caller: GatewayCaller,
    signal: AbortSignal,
  ): Promise<TargetCount>;
}

export interface TargetCount extends TokenCount {
  readonly target: RouteTarget;
}

export interface GatewayServiceDependencies {
  readonly clock: Pick<Clock, "now" | "monotonic">;
  readonly chat: ChatService;
  readonly directory: InstanceDirectory;
  readonly registry: Registry;
  readonly health: Pick<Health, "isPaused">;
  readonly quota: Quota;
  readonly aliases: () => ReadonlyMap<string, readonly string[]>;
  readonly cacheMode: (wish: CacheMode | undefined) => CacheMode;
  /** For a call that begins now; undefined while nothing is kept. */
  readonly recorderOf: (request: ChatRequest) => PromptRecorder | undefined;
  /** Whether all callers share their kept answers. */
  readonly sharesCache: boolean;
}

/** The chat service as strangers may use it: each with their own rules and bounds. */
export function createGatewayService(
  dependencies: GatewayServiceDependencies,
): GatewayService {
  const { quota } = dependencies;
  const planFor = createPlanner(dependencies);
  const begin = createBeginning(dependencies);
  const resolveFor = (caller: GatewayCaller) => (asked: string) =>
    planFor({ model: asked }, caller, true).first;

  return {
    open(call, signal) {
      const { request, caller, noFallback, whole, ownText } = call;
      const planned = planFor(request, caller, noFallback);
      const { admit, first } = planned;
      const plan = call.cache.only
        ? keptOnly(planned.plan, admit)
        : planned.plan;
      const wish = call.cache.mode ?? caller.key?.cacheMode;
      const mode = dependencies.cacheMode(wish);
      const scope = dependencies.sharesCache ? "shared" : originOf(caller);
      const cache = { ...call.cache, mode, scope };
      const cacheable = isCacheable(request, first.model, mode);
      const told = ownText === undefined ? {} : { ownText };
      const wanted = { request, caller, whole, cache, plan, admit, ...told };
      const { facts, run } = begin(wanted, signal);
      return { cacheable, facts, run };
    },
    embed({ request, caller, noFallback, cache: { only } }, signal) {
      const planned = planFor(request, caller, noFallback);
      const { prompt, ask, vectors } = vectorCall(request);
      const { facts, run } = begin(
        {
          request: prompt,
          caller,
          ask,
          admit: planned.admit,
          plan: withoutFallbackRule(planned.plan),
          // Vectors are never kept.
          cache: { mode: "off", ...(only && { only }) },
        },
        signal,
      );
      const reply = run(() => undefined).then(() => {
        if (facts.error !== undefined) throw AppError.fromJSON(facts.error);
        return vectors();
      });
      return { facts, reply };
    },
    async countTokens(request, caller, signal) {
      const { first: target, ...planned } = planFor(request, caller, true);
      quota.enter(caller.key);
      const call = { ...planned, request, origin: originOf(caller) };
      return { ...(await countTokens(call, dependencies, signal)), target };
    },
    models: (caller) => listModels(dependencies, resolveFor(caller)),
    model: (id, caller) => findModel(id, dependencies, resolveFor(caller)),
  };
}

/** Reserves, then has the call ready to be sent on its way. */
function createBeginning(dependencies: GatewayServiceDependencies) {
  const { chat, quota, clock } = dependencies;
  return (call: Begin, signal: AbortSignal) => {
    const { request, plan, caller } = call;
    quota.enter(caller.key);
    const held = quota.reserve({ key: caller.key, request, plan });
    const facts = newFacts(dependencies.recorderOf(request));
    const { attempts } = facts;
    const origin = originOf(caller);
    const bill = billing(caller, clock.now());
    const onBooked = held.booked;
    const input = { ...call, origin, attempts, onBooked, ...bill };
    return {
      facts,
      run: (emit: Emit) =>
        whenOver(chat.run(input, signal, observed(emit, facts, clock)), () =>
          held.settle(settledBy(facts)),
        ),
    };
  };
}

type Begin = Pick<GatewayCall, "caller"> &
  Pick<
    ChatCall,
    "request" | "plan" | "admit" | "ask" | "cache" | "whole" | "ownText"
  >;

/** Who waits in line with whom. */
function originOf({ key }: GatewayCaller): string {
  return key ? `key:${key.id}` : "gateway";
}

/** Whom a call is booked for, and the bounds that end its reply. */
function billing({ key }: GatewayCaller, now: number) {
  return key === undefined
    ? {}
    : { scopes: { keyId: key.id }, bounds: limitsOf(key, now) };
}

function newFacts(recorder: PromptRecorder | undefined): CallFacts {
  const attempts: Attempts = { count: 0, tries: [] };
  return recorder === undefined ? { attempts } : { attempts, recorder };
}

/** Keeps what the events say of the call. */
function observed(
  emit: Emit,
  facts: CallFacts,
  clock: Pick<Clock, "monotonic">,
): Emit {
  return (item) => {
    const { event } = item;
    facts.recorder?.note(event);
    if (event.type === "served-by") facts.servedBy = event.servedBy;
    else if (event.type === "usage") facts.usage = event.usage;
    else if (event.type === "error") facts.error = event.error;
    else if (facts.firstContentAt === undefined && isContent(event))
      facts.firstContentAt = clock.monotonic();
    return emit(item);
  };
}

/** The tokens of a simulated model are in no ledger, and an answer that was kept cost nothing. */
function settledBy({ servedBy, usage }: CallFacts): SettledCall {
  if (servedBy === undefined || usage === undefined) return { unbooked: 0 };
  if (servedBy.simulated)
    return { unbooked: usage.inputTokens + usage.outputTokens };
  const { costNanoUsd: nanoUsd } = usage;
  if (nanoUsd === undefined || servedBy.cached !== undefined)
    return { unbooked: 0 };
  const { instance, model } = servedBy;
  return { unbooked: 0, paid: { instance, model, nanoUsd } };
}
