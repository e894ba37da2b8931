import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import {
  AppError,
  type ErrorCode,
  type ErrorJson,
} from "#shared/errors/app-error.ts";
import type { CacheMode } from "#shared/chat/cache-choice.ts";
import type {
  RoutePlan,
  RouteTarget,
} from "#main/domain/routing/plan-route.ts";
import type { ChatEvent, ChatProvider } from "#main/ports/chat-provider.ts";
import type { Amount, BudgetLimit, LedgerScopes } from "#main/ports/ledger.ts";

/** What a call wants of the cache; absent fields follow the user's settings. */
export interface CacheWish {
  readonly mode?: CacheMode;
  /** True: the upstream is asked anew, and its answer replaces the kept one. */
  readonly refresh?: boolean;
  /** True: nobody is asked; what is not kept is a `no-target` with `cacheMiss` in its data. */
  readonly only?: boolean;
  readonly ttlMs?: number;
  /** Who shares answers with whom; `app` where absent. */
  readonly scope?: string;
}

/** Tries so far over all targets; the one thing that stages share. */
export interface Attempts {
  count: number;
  /** Each in turn, for callers that want to know. */
  readonly tries?: Try[];
}

/** One request to one upstream. Times are monotonic milliseconds. */
export interface Try {
  readonly target: RouteTarget;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Absent if it answered, or nobody waited for its answer. */
  readonly error?: ErrorJson;
}

/** One chat call on its way through the stages. */
export interface ChatCall {
  readonly id: string;
  /** `model` is what the caller asked for until the last step makes it the upstream's own id. */
  readonly request: ChatRequest;
  /** After the fallback stage it holds exactly one target. */
  readonly plan: RoutePlan;
  /** Who asks, for fair queues: a conversation, a comparison, a key. */
  readonly origin: string;
  /** Whether the fallback stage has another target left that may mend this failure. */
  readonly hasAlternative: (code: ErrorCode) => boolean;
  readonly attempts: Attempts;
  readonly cache?: CacheWish;
  /** Who the cost is booked for. */
  readonly scopes?: LedgerScopes;
  /** The caller's own bounds, which end a reply that grows past them; the services see to refusals before it. */
  readonly bounds?: readonly BudgetLimit[];
  /** The caller's own rule for each resolved target; an error refuses it and ends the call. */
  readonly admit?: (target: RouteTarget) => AppError | undefined;
  /** Told what the ledger holds for an attempt, once it does. */
  readonly onBooked?: (amount: Amount) => void;
  /** True: one whole reply is wanted, so an upstream that speaks the caller's dialect need not stream. */
  readonly whole?: boolean;
  /** The text that the request was read from, in its dialect; absent where it was made otherwise. */
  readonly ownText?: string;
  /** Asks the target for something else than a reply, under the same rules; `request` tells its size. */
  readonly ask?: AskTarget;
  /** True: asking costs nothing for sure, so no budget holds it and no ledger is told of it. */
  readonly costsNothing?: boolean;
  /** Set by the cache stage where the answer may be kept and shared. */
  readonly cacheKey?: string;
}

/** What whoever takes events says to the next one: nothing, or that no more are wanted. */
export type Demand = "stop" | undefined;

/** Takes one event; a promise is waited for before the next one comes, so that nobody reads ahead. */
export type Emit = (item: ChatEvent) => Demand | Promise<Demand>;

/** Asks a target and resolves at the end; may throw, which is the call's failure. `model` is the upstream's own id. */
export type AskTarget = (
  target: { readonly provider: ChatProvider; readonly model: string },
  signal: AbortSignal,
  emit: Emit,
) => Promise<void>;

/**
 * Runs a call and resolves at its end; never rejects. Its last event is `finish` (then at most
 * `usage`) or `error`, and within 100 ms of an abort `error` with code `aborted`. After a `stop` it
 * gives up what it asked for and ends without a word.
 */
export type ChatRunner = (
  call: ChatCall,
  signal: AbortSignal,
  emit: Emit,
) => Promise<void>;

/** A rule that holds for every chat call, wrapped around what comes after it. */
export type ChatStage = (next: ChatRunner) => ChatRunner;

/** The one target of a call after the fallback stage. */
export function targetOf(call: ChatCall): RouteTarget {
  const target = call.plan.targets[0];
  if (target === undefined)
    throw new AppError("internal", { message: "A plan without targets." });
  return target;
}

export function failureEvent(error: unknown): ChatEvent {
  const json = AppError.from(error).toJSON();
  return { event: { type: "error", error: json } };
}

export function progressEvent(
  progress: Omit<Extract<StreamEvent, { type: "progress" }>, "type">,
): ChatEvent {
  return { event: { type: "progress", ...progress } };
}

/** Passes several events on, one after the other. */
export function emitAll(
  items: readonly ChatEvent[],
  emit: Emit,
): ReturnType<Emit> {
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    const demand = item && emit(item);
    if (demand === "stop") return demand;
    if (demand !== undefined)
      return restAfter(demand, items.slice(at + 1), emit);
  }
  return undefined;
}

/** The same at a call's end, when nobody asks any more whether others are wanted. */
export function passAll(
  items: readonly ChatEvent[],
  emit: Emit,
): Promise<void> | undefined {
  const demand = emitAll(items, emit);
  return demand instanceof Promise ? demand.then(() => undefined) : undefined;
}

async function restAfter(
  demand: Promise<Demand>,
  rest: readonly ChatEvent[],
  emit: Emit,
): Promise<Demand> {
  return (await demand) ?? emitAll(rest, emit);
}

/** Starts a runner whose failure at once is one like any other. */
export function start(
  runner: ChatRunner,
  ...[call, signal, emit]: Parameters<ChatRunner>
): Promise<void> {
  try {
    return runner(call, signal, emit);
  } catch (error) {
    return Promise.reject(AppError.from(error));
  }
}

/** Runs `last` when a call has come to its end, however it did. A `finally` would cost each stage a task of its own. */
export function whenOver(
  running: Promise<void>,
  last: () => void,
): Promise<void> {
  return running.then(last, (error: unknown) => {
    last();
    throw error;
  });
}

/** A call that ends before it began. */
export async function refuse(error: unknown, emit: Emit): Promise<void> {
  await emit(failureEvent(error));
}
