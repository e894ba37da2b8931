import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import type { Price } from "#shared/models/price.ts";
import { createMemoryAnswerStore } from "#main/adapters/memory-cache/memory-answer-store.ts";
import type { CacheMode } from "#shared/chat/cache-choice.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import { createAnswerCache } from "#main/services/cache/answer-cache.ts";
import { createHealth } from "#main/services/health/health.ts";
import type { Ledger } from "#main/ports/ledger.ts";
import type { Budget } from "#main/services/money/budgets.ts";
import type { TargetFacts } from "#main/services/chat/call-provider.ts";
import { createLimiter } from "#main/services/chat/limiter.ts";
import type { ChatCall } from "#main/services/chat/runner.ts";
import { createChatRunner } from "#main/services/chat/stages.ts";
import type { CallRecord } from "#main/services/chat/tally.ts";
import type { FakeProvider } from "./chat-provider.ts";
import { createManualClock } from "./manual-clock.ts";
import { pulled } from "./pulled.ts";

const freePrice: Price = { input: "0", output: "0" };

/** A ledger that allows everything and remembers nothing. */
function createFreeLedger(): Ledger {
  return {
    soon: (write) => write(),
    reserve: () => undefined,
    raise: () => undefined,
    settle: () => undefined,
    settleLost: () => ({ lost: 0, unreadable: 0 }),
    used: () => 0,
    usedSoFar: () => 0,
    spent: () => 0,
    activity: () => [],
  };
}

/** All stages around fake providers, by instance, with time in the test's hand. */
export function createTestEngine(
  providers: Readonly<Record<string, FakeProvider>>,
  options: {
    readonly facts?: Readonly<Record<string, Partial<TargetFacts>>>;
    readonly price?: Price;
    readonly cacheMode?: CacheMode;
    readonly ledger?: Ledger;
    readonly budgets?: readonly Budget[];
    /** What is known of each instance's one model. */
    readonly models?: Readonly<Record<string, ModelDescriptor>>;
    /** Instances that cost nothing. */
    readonly free?: readonly string[];
    readonly identity?: Readonly<Record<string, unknown>>;
  } = {},
) {
  const clock = createManualClock();
  const records: CallRecord[] = [];
  const hits: string[] = [];
  let bookings = 0;
  const health = createHealth(clock);
  const answers = createAnswerCache({
    memory: createMemoryAnswerStore({ maxBytes: 1_000_000, clock }),
    disk: createMemoryAnswerStore({ maxBytes: 1_000_000, clock }),
    maxBytes: () => 1_000_000,
  });
  const push = createChatRunner({
    clock,
    health,
    connectivity: { note: () => undefined },
    ledger: options.ledger ?? createFreeLedger(),
    newId: () => `booking-${(bookings += 1)}`,
    modelOf: (instance) => options.models?.[instance],
    budgetsOf: () => options.budgets ?? [],
    isFree: ({ instance }) => options.free?.includes(instance) === true,
    answers,
    digest: (text) => text,
    identityOf: (instance) => options.identity?.[instance],
    cachePolicy: (wish) => ({
      mode: wish ?? options.cacheMode ?? "deterministic",
      ttlMs: 60_000,
    }),
    onHit: (call) => void hits.push(call.id),
    limiter: createLimiter(clock),
    random: () => 0.5,
    priceOf: (instance) =>
      options.free?.includes(instance) === true ? freePrice : options.price,
    onEnd: (record) => void records.push(record),
    directory: {
      facts: (instance) =>
        providers[instance] && {
          maxAttempts: 3,
          limits: {},
          ...options.facts?.[instance],
        },
      provider(instance) {
        const provider = providers[instance];
        if (provider === undefined) throw new AppError("not-found");
        return provider;
      },
    },
  });
  const runner = (call: ChatCall, signal: AbortSignal) =>
    pulled((emit) => push(call, signal, emit));
  return { clock, records, runner, answers, hits, health };
}

/** A call of `instance:model` targets in order. */
export function aCall(
  targets: readonly string[],
  changes: Partial<ChatCall> = {},
): ChatCall {
  return {
    id: "call-1",
    origin: "chat-1",
    request: {
      model: targets[0] ?? "",
      messages: [{ role: "user", parts: [{ type: "text", text: "Hello" }] }],
      parameters: {},
    },
    plan: {
      asked: targets[0] ?? "",
      targets: targets.map((ref) => aTarget(ref)),
    },
    hasAlternative: () => false,
    attempts: { count: 0 },
    ...changes,
  };
}

export function aTarget(
  ref: string,
  changes: Partial<RouteTarget> = {},
): RouteTarget {
  const [instance = "", model = ""] = ref.split(":");
  return {
    instance: instance as InstanceId,
    model,
    local: false,
    simulated: false,
    reason: "asked",
    ...changes,
  };
}

export async function collect(
  stream: AsyncIterable<ChatEvent>,
): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const { event } of stream) events.push(event);
  return events;
}

/** The same without what only tells that something goes on. */
export async function collectLasting(
  stream: AsyncIterable<ChatEvent>,
): Promise<StreamEvent[]> {
  const events = await collect(stream);
  return events.filter(({ type }) => type !== "progress");
}
