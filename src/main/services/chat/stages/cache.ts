import type { CacheMode } from "#shared/chat/cache-choice.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { cacheKeyText } from "#main/domain/cache/cache-key.ts";
import { isCacheable, isWholeAnswer } from "#main/domain/cache/eligibility.ts";
import { appendCoalesced } from "#main/domain/replies/coalesce.ts";
import type { KeptAnswer } from "#main/ports/answer-store.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { AnswerCache, FoundAnswer } from "../../cache/answer-cache.ts";
import {
  emitAll,
  refuse,
  targetOf,
  type ChatCall,
  type ChatRunner,
  type ChatStage,
  type Emit,
} from "../runner.ts";
import { servedFromStore, unpaid } from "../unpaid-reply.ts";

export interface CacheDependencies {
  readonly clock: Clock;
  readonly answers: AnswerCache;
  /** A keyed hash, so that the disk tells nothing about the questions. */
  readonly digest: (text: string) => string;
  /** What an instance's answer depends on besides the request; part of the key. */
  readonly identityOf: (instance: string, model: string) => unknown;
  readonly cachePolicy: (wish?: CacheMode) => {
    readonly mode: CacheMode;
    readonly ttlMs: number;
  };
  /** Once per answer from the cache. */
  readonly onHit: (call: ChatCall, answer: KeptAnswer) => void;
}

/** Text in one kept delta; a replay is a stream still. */
const deltaCharacters = 120;

/** Answers a question that was answered before, and keeps whole answers for the next time. */
export function cache(dependencies: CacheDependencies): ChatStage {
  return (next) => {
    const ask = askedOnce(next, dependencies);
    return (call, signal, emit) => {
      const key = keyOf(call, dependencies);
      if (key !== undefined) return ask({ call, key }, signal, emit);
      const isOnly = call.cache?.only === true;
      return isOnly ? refuse(missed(), emit) : next(call, signal, emit);
    };
  };
}

function askedOnce(next: ChatRunner, dependencies: CacheDependencies) {
  const { answers, onHit, clock } = dependencies;
  return async (
    { call, key }: { readonly call: ChatCall; readonly key: string },
    signal: AbortSignal,
    emit: Emit,
  ): Promise<void> => {
    const isAnew = call.cache?.refresh === true;
    const found = isAnew ? undefined : answers.find(key);
    if (found !== undefined) {
      tell(() => onHit(call, found.answer));
      await emitAll(replay(call, found, clock.now()), emit);
      return;
    }
    if (call.cache?.only === true && !isAnew) return refuse(missed(), emit);
    const keyed = { ...call, cacheKey: key };
    const recording = createRecording(keyed, dependencies);
    try {
      await next(keyed, signal, (item) => {
        recording.take(item.event);
        return emit(item);
      });
    } finally {
      recording.end();
    }
  };
}

/** Bookkeeping that fails takes no answer from anybody. */
function tell(report: () => void): void {
  try {
    report();
  } catch {
    // The store's trouble shows wherever people write.
  }
}

function missed(): AppError {
  return new AppError("no-target", {
    message: "No kept answer fits this request, and no other was wanted.",
    data: { cacheMiss: true },
  });
}

function keyOf(
  call: ChatCall,
  dependencies: CacheDependencies,
): string | undefined {
  const { identityOf, cachePolicy, digest } = dependencies;
  const { instance, model, simulated } = targetOf(call);
  const { mode } = cachePolicy(call.cache?.mode);
  if (simulated || !isCacheable(call.request, model, mode)) return undefined;
  const text = cacheKeyText({
    scope: call.cache?.scope ?? "app",
    instance,
    model,
    identity: identityOf(instance, model),
    request: call.request,
  });
  return digest(text);
}

function replay(
  call: ChatCall,
  { answer, source }: FoundAnswer,
  now: number,
): readonly ChatEvent[] {
  const { usage, events, storedAt } = answer;
  const saved = usage?.costNanoUsd;
  const server = servedFromStore(call, {
    source,
    ageSeconds: Math.max(0, Math.floor((now - storedAt) / 1_000)),
    ...(saved === undefined ? {} : { savedNanoUsd: saved }),
  });
  const replayed = [server, ...events];
  if (usage !== undefined) replayed.push(unpaid(usage));
  return replayed.map((event) => ({ event }));
}

function createRecording(call: ChatCall, dependencies: CacheDependencies) {
  const { clock, answers, cachePolicy } = dependencies;
  const { instance, model } = targetOf(call);
  const started = clock.monotonic();
  const events: StreamEvent[] = [];
  let usage: KeptAnswer["usage"];
  let isShared = false;

  return {
    take(event: StreamEvent): void {
      if (event.type === "usage") usage = event.usage;
      else if (event.type === "served-by")
        isShared ||= event.servedBy.cached !== undefined;
      else if (event.type === "start" || event.type === "progress") return;
      else append(events, event);
    },
    /** An answer that another call shared is kept by that call. */
    end(): void {
      const { cacheKey } = call;
      if (cacheKey === undefined || isShared || !isWholeAnswer(events)) return;
      const storedAt = clock.now();
      answers.keep(cacheKey, {
        instance,
        model,
        events,
        ...(usage === undefined ? {} : { usage }),
        durationMs: clock.monotonic() - started,
        storedAt,
        expiresAt: storedAt + (call.cache?.ttlMs ?? cachePolicy().ttlMs),
      });
    },
  };
}

function append(events: StreamEvent[], event: StreamEvent): void {
  const last = events.at(-1);
  const isLong =
    last !== undefined && "text" in last && last.text.length > deltaCharacters;
  if (isLong) events.push(event);
  else appendCoalesced(events, event);
}
