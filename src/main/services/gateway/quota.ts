import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { KeyView } from "#shared/gateway/key.ts";
import type { Price } from "#shared/models/price.ts";
import { costNanoUsd } from "#main/domain/pricing/cost.ts";
import {
  countImages,
  estimatePromptTokens,
} from "#main/domain/prompt/estimate-tokens.ts";
import type { RoutePlan } from "#main/domain/routing/plan-route.ts";
import type { GatewayKey } from "#main/ports/access-store.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Ledger } from "#main/ports/ledger.ts";
import { dayOf, limitsOf, type KeyLimit } from "./key-limits.ts";
import { createPace } from "./pace.ts";

export interface QuotaDependencies {
  /** Where the engine books what is spent for whom. */
  readonly ledger: Pick<Ledger, "used" | "usedSoFar">;
  readonly clock: Pick<Clock, "now" | "monotonic">;
  readonly priceOf: (instance: string, model: string) => Price | undefined;
}

export interface QuotaUse {
  readonly key: GatewayKey | undefined;
  readonly request: ChatRequest;
  readonly plan: RoutePlan;
}

/** Gives back what was reserved. `unbooked`: tokens that the ledger is not told of. */
export type Settle = (unbooked: number) => void;

export interface Quota {
  /** Counts one request. Throws `rate-limited` with `retryAfterMs`. */
  enter(key: GatewayKey | undefined): void;
  /** How far the key's own limits are used up now; an absent limit is absent here. */
  use(key: GatewayKey): KeyUse;
  /** Takes what the call may use at most until it is settled. Throws `rate-limited`. */
  reserve(use: QuotaUse): Settle;
}

export type KeyUse = KeyView["limits"];

interface Amount {
  readonly tokens: number;
  readonly nanoUsd: number;
}

/** Tokens that a reply is taken to have where its request does not bound it. */
const usualReplyTokens = 1_024;

/** Holds each key to its requests per minute, tokens per day and money per month. */
export function createQuota(dependencies: QuotaDependencies): Quota {
  const { ledger, clock } = dependencies;
  const pace = createPace();
  const held = new Map<string, Amount>();
  /** Tokens of simulated models, which no ledger keeps, by key and day. */
  const unbooked = new Map<string, number>();
  const used = createUse(held, unbooked);

  function hold(id: string, { tokens, nanoUsd }: Amount, sign: 1 | -1): void {
    const now = held.get(id) ?? { tokens: 0, nanoUsd: 0 };
    held.set(id, {
      tokens: now.tokens + sign * tokens,
      nanoUsd: now.nanoUsd + sign * nanoUsd,
    });
  }

  const limitsLeft = (key: GatewayKey, read: Read) =>
    limitsOf(key, clock.now()).map((limit) => ({
      limit,
      left: limit.limit - used(limit, read),
    }));

  return {
    enter(key) {
      if (key?.requestsPerMinute === undefined) return;
      const { id, requestsPerMinute } = key;
      const wait = pace.enter(id, requestsPerMinute, clock.monotonic());
      if (wait > 0) throw tooMany(requestsPerMinute, wait);
    },
    use: (key) => ({
      ...(key.requestsPerMinute !== undefined && {
        requestsPerMinute: {
          limit: key.requestsPerMinute,
          used: pace.count(key.id, clock.monotonic()),
        },
      }),
      ...usedOf(limitsOf(key, clock.now()), (limit) =>
        used(limit, ledger.used),
      ),
    }),
    reserve(use) {
      const { key } = use;
      if (key === undefined) return () => undefined;
      const measured = (read: Read) =>
        measure(use, limitsLeft(key, read), dependencies);
      let wanted = measured(ledger.usedSoFar);
      // Nobody is refused for what was settled a moment ago.
      if (wanted.exceeded) wanted = measured(ledger.used);
      const { amount, exceeded } = wanted;
      if (exceeded) throw usedUp(exceeded, clock.now());
      hold(key.id, amount, 1);
      let isSettled = false;
      return (tokens) => {
        if (isSettled) return;
        isSettled = true;
        hold(key.id, amount, -1);
        const name = `${key.id} ${dayOf(clock.now()).since}`;
        unbooked.set(name, (unbooked.get(name) ?? 0) + tokens);
      };
    },
  };
}

type Read = Ledger["used"];

/** What of a limit is gone: booked, held by calls that run, or written nowhere. */
function createUse(
  held: ReadonlyMap<string, Amount>,
  unbooked: ReadonlyMap<string, number>,
) {
  return ({ since, scope, measure }: KeyLimit, read: Read): number => {
    const id = scope.keyId;
    const extra =
      measure === "tokens" ? (unbooked.get(`${id} ${since}`) ?? 0) : 0;
    const running = held.get(id)?.[measure] ?? 0;
    return read({ measure, scope, since }) + extra + running;
  };
}

/** What a call may take, and the first limit that this would exceed. */
function measure(
  use: QuotaUse,
  limits: readonly { readonly limit: KeyLimit; readonly left: number }[],
  dependencies: QuotaDependencies,
) {
  const ofTokens = limits.find(({ limit }) => limit.measure === "tokens");
  const amount = mostOf(use, ofTokens?.left, dependencies);
  const exceeded = limits.find(
    ({ limit, left }) => amount[limit.measure] > left,
  );
  return { amount, exceeded: exceeded?.limit };
}

/** The most that a call may use. A reply without a bound gets what is left at most. */
function mostOf(
  { request, plan }: QuotaUse,
  tokensLeft: number | undefined,
  { priceOf, clock }: QuotaDependencies,
): Amount {
  const inputTokens = estimatePromptTokens(request.messages);
  const room = (tokensLeft ?? Infinity) - inputTokens;
  const outputTokens =
    request.parameters.maxTokens ??
    Math.max(1, Math.min(usualReplyTokens, room));
  const images = countImages(request.messages);
  const usage = { inputTokens, outputTokens };
  const costs = plan.targets.map(({ instance, model }) => {
    const price = priceOf(instance, model);
    const use = { usage, images, at: clock.now() };
    return (price && costNanoUsd(price, use)) ?? 0;
  });
  return {
    nanoUsd: Math.max(0, ...costs),
    tokens: inputTokens + outputTokens,
  };
}

function tooMany(requestsPerMinute: number, wait: number): AppError {
  return new AppError("rate-limited", {
    message: `This key may send ${requestsPerMinute} requests per minute. Wait and try again.`,
    retryable: true,
    data: { retryAfterMs: Math.ceil(wait) },
  });
}

/** `quota` tells a budget that is used up from a pace that is too fast. */
function usedUp({ measure, until }: KeyLimit, now: number): AppError {
  const what =
    measure === "tokens" ? "tokens for today" : "budget for this month";
  return new AppError("rate-limited", {
    message: `This key has used up its ${what}, or this request may exceed it. Ask for fewer tokens, wait, or have the limit raised.`,
    data: { retryAfterMs: Date.parse(until) - now, quota: true },
  });
}

function usedOf(
  limits: readonly KeyLimit[],
  used: (limit: KeyLimit) => number,
): KeyUse {
  const uses = limits.map((limit) => [
    limit.name,
    { limit: limit.limit, used: used(limit), resetsAt: limit.until },
  ]);
  return Object.fromEntries(uses) as KeyUse;
}
