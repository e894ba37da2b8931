import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { KeyView } from "#shared/gateway/key.ts";
import type { Price } from "#shared/models/price.ts";
import { costNanoUsd } from "#main/domain/pricing/cost.ts";
import { namedModels } from "#main/domain/policy/named-models.ts";
import { askedOutput } from "#main/domain/prompt/asked-output.ts";
import { countImages } from "#main/domain/prompt/estimate-tokens.ts";
import { mostPromptTokens } from "#main/domain/prompt/most-tokens.ts";
import type { RoutePlan } from "#main/domain/routing/plan-route.ts";
import type { GatewayKey } from "#main/ports/access-store.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Amount, Ledger } from "#main/ports/ledger.ts";
import { dayOf, limitsOf, type KeyLimit } from "./key-limits.ts";
import { Holds } from "./holds.ts";
import { createPace } from "./pace.ts";
import { createUsualCosts, type Asked } from "./usual-costs.ts";

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

/** How a call came to its end. */
export interface SettledCall {
  /** Tokens that the ledger is not told of. */
  readonly unbooked: number;
  /** Whom it was asked of, and what it cost by what was told. */
  readonly paid?: Asked & { readonly nanoUsd: number };
}

/** What is held of a key's limits for one call. */
export interface HeldCall {
  /** The engine's own books hold so much for it now: that must not count twice. */
  booked(amount: Amount): void;
  /** Gives back what is still held. */
  settle(call: SettledCall): void;
}

export interface Quota {
  /** Counts one request. Throws `rate-limited` with `retryAfterMs`. */
  enter(key: GatewayKey | undefined): void;
  /** How far the key's own limits are used up now; an absent limit is absent here. */
  use(key: GatewayKey): KeyUse;
  /** Takes what the call may use at most until it is settled. Throws `rate-limited`. */
  reserve(use: QuotaUse): HeldCall;
}

export type KeyUse = KeyView["limits"];

/** Tokens that a reply is taken to have where its request does not bound it. */
const usualReplyTokens = 1_024;

/** Holds each key to its requests per minute, tokens per day and money per month. */
export function createQuota(dependencies: QuotaDependencies): Quota {
  const { ledger, clock } = dependencies;
  const pace = createPace();
  const holds = new Holds();
  /** Tokens of simulated models, which no ledger keeps, by key and day. */
  const unbooked = new Map<string, number>();
  const usual = createUsualCosts();
  const used = createUse(holds, unbooked);

  function noteUnbooked(id: string, tokens: number): void {
    const name = nameOfDay(id, dayOf(clock.now()).since);
    unbooked.set(name, (unbooked.get(name) ?? 0) + tokens);
  }

  return {
    enter(key) {
      if (key?.requestsPerMinute === undefined) return;
      const { id, requestsPerMinute } = key;
      const wait = pace.enter(id, requestsPerMinute, clock.monotonic());
      if (wait > 0) throw tooMany(requestsPerMinute, wait);
    },
    use: (key) => ({
      ...paceOf(key, () => pace.count(key.id, clock.monotonic())),
      ...usedOf(limitsOf(key, clock.now()), (limit) =>
        used(limit, ledger.used),
      ),
    }),
    reserve(use) {
      const { key } = use;
      if (key === undefined) return unbounded;
      const limits = limitsOf(key, clock.now());
      const measured = (read: Read) => {
        const leftOf: LeftOf = (limit) => limit.limit - used(limit, read);
        return measure(use, limits, { leftOf, dependencies });
      };
      let wanted = measured(ledger.usedSoFar);
      // Nobody is refused for what was settled a moment ago.
      if (wanted.exceeded) wanted = measured(ledger.used);
      const { exceeded } = wanted;
      if (exceeded) throw usedUp(exceeded, clock.now());
      // Without a price nobody is refused for what his call may cost, but others for what such calls do.
      const { nanoUsd, tokens } = wanted.amount;
      const likely = Math.max(nanoUsd, usual.mostOf(use.plan.targets));
      const hold = holds.take(key.id, { nanoUsd: likely, tokens });
      let isSettled = false;
      return {
        booked: hold.giveBack,
        settle(call) {
          if (isSettled) return;
          isSettled = true;
          hold.release();
          if (call.unbooked > 0) noteUnbooked(key.id, call.unbooked);
          const { paid } = call;
          if (paid && !dependencies.priceOf(paid.instance, paid.model))
            usual.note(paid, paid.nanoUsd);
        },
      };
    },
  };
}

type Read = Ledger["used"];

/** Of a call without a key. */
const unbounded: HeldCall = {
  booked: () => undefined,
  settle: () => undefined,
};

function nameOfDay(keyId: string, since: string): string {
  return `${keyId} ${since}`;
}

/** What of a limit is gone: booked, held by calls that run, or written nowhere. */
function createUse(holds: Holds, unbooked: ReadonlyMap<string, number>) {
  return (limit: KeyLimit, read: Read): number => {
    const { since, scope, measure } = limit;
    const id = scope.keyId;
    const booked = read(limit) + holds.of(id)[measure];
    if (measure !== "tokens" || unbooked.size === 0) return booked;
    return booked + (unbooked.get(nameOfDay(id, since)) ?? 0);
  };
}

type LeftOf = (limit: KeyLimit) => number;

interface Measure {
  readonly leftOf: LeftOf;
  readonly dependencies: QuotaDependencies;
}

/** What a call may take, and the first limit that this would exceed. */
function measure(use: QuotaUse, limits: readonly KeyLimit[], by: Measure) {
  const amount = mostOf(use, limits, by);
  const exceeded = limits.find(
    (limit) => amount[limit.measure] > by.leftOf(limit),
  );
  return { amount, exceeded };
}

/** The most that a call may use. */
function mostOf(
  { request, plan }: QuotaUse,
  limits: readonly KeyLimit[],
  { leftOf, dependencies }: Measure,
): Amount {
  const { priceOf, clock } = dependencies;
  const inputTokens = mostPromptTokens(request);
  const { tokens, least, choices } = askedOutput(request);
  const ofReply =
    tokens ?? Math.max(usualReply(inputTokens, limits, leftOf), least);
  const outputTokens = ofReply * choices;
  const images = countImages(request.messages);
  const usage = { inputTokens, outputTokens };
  const named = namedModels(request);
  let nanoUsd = 0;
  for (const { instance, model } of plan.targets)
    for (const name of [model, ...named]) {
      const price = priceOf(instance, name);
      const cost =
        price && costNanoUsd(price, { usage, images, at: clock.now() });
      nanoUsd = Math.max(nanoUsd, cost ?? 0);
    }
  return { nanoUsd, tokens: inputTokens + outputTokens };
}

/** Tokens of a reply without a bound: what is left at most. */
function usualReply(
  inputTokens: number,
  limits: readonly KeyLimit[],
  leftOf: LeftOf,
): number {
  const ofTokens = limits.find((limit) => limit.measure === "tokens");
  const left = ofTokens === undefined ? Infinity : leftOf(ofTokens);
  return Math.max(1, Math.min(usualReplyTokens, left - inputTokens));
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

function paceOf(
  { requestsPerMinute: limit }: GatewayKey,
  count: () => number,
): KeyUse {
  return limit === undefined
    ? {}
    : { requestsPerMinute: { limit, used: count() } };
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
