import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { isTrouble } from "#main/domain/health/breaker.ts";
import { estimateRequestTokens } from "#main/domain/prompt/estimate-tokens.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type { ChatEvent, ChatProvider } from "#main/ports/chat-provider.ts";
import type { ChatService } from "../chat/chat.ts";
import {
  type AskTarget,
  type Attempts,
  type ChatCall,
  type Demand,
} from "../chat/runner.ts";
import type { Health } from "../health/health.ts";
import type { InstanceDirectory } from "../instances/directory.ts";

export interface TokenCount {
  readonly tokens: number;
  /** By the model's own count; else it is our estimate. */
  readonly isExact: boolean;
  /** Who was asked for it, also in vain. */
  readonly attempts: Attempts;
}

export interface CountDependencies {
  readonly chat: Pick<ChatService, "run">;
  readonly directory: Pick<InstanceDirectory, "facts" | "provider">;
  readonly health: Pick<Health, "isPaused">;
}

/** A request to be counted by its plan's first target, which was admitted. */
export type CountCall = Pick<ChatCall, "request" | "plan" | "origin" | "admit">;

/**
 * Input tokens of a request, by the rules that hold for every call of its target. Where they would
 * have it wait, or its target does not count, our estimate is told instead. Throws `aborted` alone.
 */
export async function countTokens(
  call: CountCall,
  dependencies: CountDependencies,
  signal: AbortSignal,
): Promise<TokenCount> {
  const attempts: Attempts = { count: 0 };
  const tokens = mayCount(call.plan.targets[0], dependencies)
    ? await counted({ ...call, attempts }, dependencies.chat, signal)
    : undefined;
  if (signal.aborted) throw new AppError("aborted", { message: "Stopped." });
  return tokens === undefined
    ? { tokens: estimateRequestTokens(call.request), isExact: false, attempts }
    : { tokens, isExact: true, attempts };
}

/** Nobody asks an instance that is switched off, in trouble, or known to count nothing. */
function mayCount(
  target: RouteTarget | undefined,
  { directory, health }: CountDependencies,
): boolean {
  if (target === undefined) return false;
  const { instance, model } = target;
  if (directory.facts(instance) === undefined) return false;
  if (health.isPaused(instance, model)) return false;
  const provider = directory.provider(instance);
  return provider.countTokens !== undefined && provider.counts?.() !== false;
}

async function counted(
  { request, ...call }: CountCall & { readonly attempts: Attempts },
  chat: CountDependencies["chat"],
  signal: AbortSignal,
): Promise<number | undefined> {
  let tokens: number | undefined;
  const ask: AskTarget = async ({ provider, model }, askSignal, emit) => {
    tokens = await countBy(provider, { ...request, model }, askSignal);
    await emit({ event: { type: "finish", reason: "stop" } });
  };
  await chat.run(
    {
      ...call,
      ask,
      costsNothing: true,
      cache: { mode: "off" },
      // What is only counted takes nothing of an upstream's tokens per minute.
      request: { model: request.model, messages: [], parameters: {} },
    },
    signal,
    createImpatience(),
  );
  return tokens;
}

/** Throws what says that the target is in trouble, and `aborted` where there is no count. */
async function countBy(
  provider: ChatProvider,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<number> {
  try {
    const tokens = await provider.countTokens?.(request, signal);
    if (tokens !== undefined) return tokens;
  } catch (error) {
    const { code } = AppError.from(error);
    // Who is slow at counting, has no such route, or a pace of its own for it, may answer chats as ever.
    if (isTrouble(code) && code !== "upstream-timeout") throw error;
  }
  throw new AppError("aborted", { message: "No count was to be had." });
}

/** Longest wait before tries in all. The estimate is the other target that is left. */
const patienceMs = 2_000;

/** Ends a call that would wait its turn, or long for another try. */
function createImpatience() {
  let waited = 0;
  return ({ event }: ChatEvent): Demand => {
    if (event.type !== "progress") return undefined;
    if (event.phase === "queued") return "stop";
    if (event.phase === "retry-wait") waited += event.remainingMs ?? 0;
    return waited > patienceMs ? "stop" : undefined;
  };
}
