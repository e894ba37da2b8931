import type {
  EmbeddingReply,
  EmbeddingRequest,
} from "#shared/chat/embedding.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { isContent, type ServedBy } from "#shared/chat/stream-event.ts";
import type { Usage } from "#shared/chat/usage.ts";
import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import type { PromptLogging } from "#shared/gateway/prompt-logging.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { isCacheable, type CacheMode } from "#main/domain/cache/eligibility.ts";
import { estimateRequestTokens } from "#main/domain/prompt/estimate-tokens.ts";
import type {
  RoutePlan,
  RouteTarget,
} from "#main/domain/routing/plan-route.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { ChatService } from "../chat/chat.ts";
import type { Attempts, CacheWish } from "../chat/runner.ts";
import { watched } from "../chat/watched.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { Registry } from "../registry/registry.ts";
import { embed, type EmbedDependencies } from "./embed.ts";
import { limitsOf } from "./key-limits.ts";
import {
  createPromptRecorder,
  type PromptRecorder,
} from "./prompt-recorder.ts";
import type { Quota, Settle } from "./quota.ts";
import { narrowed, refusalOf, type GatewayCaller } from "./target-rules.ts";

export interface GatewayCall {
  readonly request: ChatRequest;
  readonly caller: GatewayCaller;
  readonly noFallback: boolean;
  /** One whole reply is wanted. */
  readonly whole: boolean;
  /** Whose answers are shared is decided here; the rest is the caller's wish. */
  readonly cache: Omit<CacheWish, "scope">;
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
  /** Read to its end, also after an abort: only then is the quota settled. */
  readonly events: AsyncIterable<ChatEvent>;
}

export interface GatewayService {
  /** Resolves, authorizes and reserves, in this order. Throws AppError; then nothing was sent. */
  open(call: GatewayCall, signal: AbortSignal): OpenedCall;
  /** Models that the caller may reach, and aliases with a model of theirs. */
  models(caller: GatewayCaller): readonly ListedModel[];
  /** Resolves, authorizes and reserves like `open`. Throws AppError; then nothing was sent. */
  embed(
    request: EmbeddingRequest,
    caller: GatewayCaller,
    signal: AbortSignal,
  ): OpenedEmbedding;
  /** Input tokens by our own count. Resolves and authorizes; throws AppError. */
  countTokens(request: ChatRequest, caller: GatewayCaller): number;
}

export interface ListedModel {
  readonly id: string;
  /** Of an alias: the model that is tried first, where it is known. */
  readonly model?: ModelDescriptor;
}

export interface GatewayServiceDependencies extends EmbedDependencies {
  readonly chat: ChatService;
  readonly directory: InstanceDirectory;
  readonly registry: Registry;
  readonly quota: Quota;
  readonly aliases: () => ReadonlyMap<string, readonly string[]>;
  readonly cacheMode: () => CacheMode;
  readonly promptLogging: () => PromptLogging;
  /** Whether all callers share their kept answers. */
  readonly sharesCache: boolean;
}

/** The chat service as strangers may use it: each with their own rules and bounds. */
export function createGatewayService(
  dependencies: GatewayServiceDependencies,
): GatewayService {
  const { chat, directory, quota, clock } = dependencies;

  function planFor(asked: string, caller: GatewayCaller, noFallback: boolean) {
    const admit = (target: RouteTarget) =>
      refusalOf(target, directory.find(target.instance), { caller, asked });
    const plan = narrowed(chat.plan(asked), admit, noFallback);
    const [first] = plan.targets;
    if (first === undefined)
      throw new AppError("no-target", { message: "Nothing can answer." });
    refuse(admit(first));
    return { plan, admit, first };
  }

  return {
    open(call, signal) {
      const { request, caller, noFallback, whole, cache } = call;
      const { plan, admit, first } = planFor(request.model, caller, noFallback);
      quota.enter(caller.key);
      const settle = quota.reserve({ key: caller.key, request, plan });
      const facts = newFacts(request, dependencies.promptLogging());
      const origin = caller.key ? `key:${caller.key.id}` : "gateway";
      const { mode = dependencies.cacheMode() } = cache;
      const scope = dependencies.sharesCache ? "shared" : origin;
      const events = chat.run(
        {
          request,
          origin,
          plan,
          attempts: facts.attempts,
          admit,
          whole,
          ...billing(caller, dependencies.clock.now()),
          cache: { ...cache, scope },
        },
        signal,
      );
      return {
        facts,
        cacheable: isCacheable(request, first.model, mode),
        events: observed(events, { facts, settle, clock }),
      };
    },
    embed: (request, caller, signal) =>
      embedFor(
        { request, caller, ...planFor(request.model, caller, false) },
        dependencies,
        signal,
      ),
    countTokens(request, caller) {
      planFor(request.model, caller, true);
      quota.enter(caller.key);
      return estimateRequestTokens(request);
    },
    models: (caller) =>
      openModels(dependencies, (asked) => planFor(asked, caller, true).first),
  };
}

/** Whom a call is booked for, and the bounds that end its reply. */
function billing({ key }: GatewayCaller, now: number) {
  return key === undefined
    ? {}
    : { scopes: { keyId: key.id }, bounds: limitsOf(key, now) };
}

function refuse(refusal: AppError | undefined): void {
  if (refusal !== undefined) throw refusal;
}

interface EmbedFor {
  readonly request: EmbeddingRequest;
  readonly caller: GatewayCaller;
  readonly plan: RoutePlan;
  readonly admit: (target: RouteTarget) => AppError | undefined;
}

function newFacts(request: ChatRequest, mode: PromptLogging): CallFacts {
  const attempts: Attempts = { count: 0, tries: [] };
  if (mode === "off") return { attempts };
  return { attempts, recorder: createPromptRecorder(request, mode) };
}

function embedFor(
  { request, caller: { key }, plan, admit }: EmbedFor,
  dependencies: GatewayServiceDependencies,
  signal: AbortSignal,
): OpenedEmbedding {
  const { quota } = dependencies;
  quota.enter(key);
  const prompt = promptOf(request);
  const settle = quota.reserve({ key, request: prompt, plan });
  const facts = newFacts(prompt, dependencies.promptLogging());
  const { attempts } = facts;
  const call = {
    request,
    plan,
    admit,
    attempts,
    mostTokens: estimateRequestTokens(prompt),
    scopes: key === undefined ? {} : { keyId: key.id },
  };
  const reply = embed(call, dependencies, signal).then(
    ({ reply: vectors, target }) => {
      const { instance, model, local, simulated } = target;
      const attempt = attempts.count;
      facts.servedBy = { instance, model, local, simulated, attempt };
      const inputTokens = vectors.inputTokens ?? 0;
      facts.usage = { inputTokens, outputTokens: 0 };
      return vectors;
    },
  );
  return { facts, reply: reply.finally(() => settle(0)) };
}

/** The texts as a prompt of a reply without words, to reserve what they cost. */
function promptOf({ model, inputs }: EmbeddingRequest): ChatRequest {
  const parts = inputs.map((input) => ({
    type: "text" as const,
    text: typeof input === "string" ? input : input.join(" "),
  }));
  const messages = [{ role: "user" as const, parts }];
  return { model, messages, parameters: { maxTokens: 1 } };
}

/** `resolve` throws for what the caller may not have. */
function openModels(
  { aliases, registry }: GatewayServiceDependencies,
  resolve: (asked: string) => RouteTarget,
): readonly ListedModel[] {
  const targetOf = (asked: string): RouteTarget | undefined => {
    try {
      return resolve(asked);
    } catch {
      return undefined;
    }
  };
  const named = [...aliases().keys()].flatMap((id): readonly ListedModel[] => {
    const target = targetOf(id);
    if (target === undefined) return [];
    const model = registry.model(target.instance, target.model);
    return [model === undefined ? { id } : { id, model }];
  });
  const listed = registry
    .models()
    .filter(({ ref }) => targetOf(ref) !== undefined)
    .map((model) => ({ id: model.ref, model }));
  return [...named, ...listed];
}

interface Observer {
  readonly facts: CallFacts;
  readonly settle: Settle;
  readonly clock: Pick<Clock, "monotonic">;
}

function observed(
  events: AsyncIterable<ChatEvent>,
  { facts, settle, clock }: Observer,
): AsyncIterable<ChatEvent> {
  return watched(events, {
    note({ event }) {
      facts.recorder?.note(event);
      if (event.type === "served-by") facts.servedBy = event.servedBy;
      else if (event.type === "usage") facts.usage = event.usage;
      else if (event.type === "error") facts.error = event.error;
      else if (facts.firstContentAt === undefined && isContent(event))
        facts.firstContentAt = clock.monotonic();
    },
    ended() {
      const { servedBy, usage } = facts;
      const tokens = (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
      settle(servedBy?.simulated === true ? tokens : 0);
    },
  });
}
