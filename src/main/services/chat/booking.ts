import type { Writable } from "#shared/writable.ts";
import type { Usage } from "#shared/chat/usage.ts";
import type { AppError } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { Price } from "#shared/models/price.ts";
import { costNanoUsd } from "#main/domain/pricing/cost.ts";
import { namedModels } from "#main/domain/policy/named-models.ts";
import { askedOutput } from "#main/domain/prompt/asked-output.ts";
import { boundOutputTokens } from "#main/domain/prompt/bound-output.ts";
import { countImages } from "#main/domain/prompt/estimate-tokens.ts";
import { mostPromptTokens } from "#main/domain/prompt/most-tokens.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import { isoTime } from "#main/domain/time/iso-time.ts";
import type {
  Amount,
  BudgetLimit,
  Ledger,
  Reservation,
  Settlement,
} from "#main/ports/ledger.ts";
import {
  budgetNamed,
  overBudget,
  raiseToTaken,
  reserveAttempt,
  settleAttempt,
} from "../money/attempts.ts";
import type { Budget } from "../money/budgets.ts";
import type { BrakedAttempt } from "./brake.ts";
import { targetOf, type ChatCall } from "./runner.ts";
import type { CallRecord, TallyDependencies } from "./tally.ts";

export interface BookingDependencies extends TallyDependencies {
  readonly ledger: Ledger;
  readonly modelOf: (
    instance: string,
    model: string,
  ) => ModelDescriptor | undefined;
  /** Whether asking a target costs nothing, for sure. */
  readonly isFree: (target: RouteTarget) => boolean;
  /** Bounds that hold for this call. */
  readonly budgetsOf: (call: ChatCall) => readonly Budget[];
  readonly newId: () => string;
}

/** One attempt in the ledger: from the most that it may cost to what it did. */
export class Booking implements BrakedAttempt {
  readonly id: string;
  readonly coveredTokens: number;
  readonly reserved: Amount;
  readonly limits: readonly BudgetLimit[];
  readonly #call: ChatCall;
  readonly #dependencies: BookingDependencies;
  readonly #budgets: readonly Budget[];
  /** Of whoever may answer in the end. */
  readonly #prices: readonly Price[];
  readonly #inputTokens: number;
  readonly #images: number;

  constructor(call: ChatCall, dependencies: BookingDependencies) {
    const { instance, model } = targetOf(call);
    this.#call = call;
    this.#dependencies = dependencies;
    this.#budgets = dependencies.budgetsOf(call);
    this.#prices = [model, ...namedModels(call.request)]
      .map((name) => dependencies.priceOf(instance, name))
      .filter((price) => price !== undefined);
    this.#inputTokens = mostPromptTokens(call.request);
    this.#images = countImages(call.request.messages);
    this.id = dependencies.newId();
    const { tokens, least, choices } = askedOutput(call.request);
    const most = dependencies.modelOf(instance, model)?.maxOutputTokens;
    const ofReply =
      tokens ?? Math.max(boundOutputTokens(undefined, most), least);
    this.coveredTokens = ofReply * choices;
    this.reserved = this.amountOf(this.coveredTokens);
    this.limits = limitsOf(this.#budgets, call.bounds);
  }

  get ledger(): Ledger {
    return this.#dependencies.ledger;
  }

  /** The prompt is counted once, and for all of the attempt. */
  amountOf(outputTokens: number): Amount {
    const inputTokens = this.#inputTokens;
    const use = {
      usage: { inputTokens, outputTokens },
      images: this.#images,
      at: this.#dependencies.clock.now(),
    };
    let nanoUsd = 0;
    for (const price of this.#prices)
      nanoUsd = Math.max(nanoUsd, costNanoUsd(price, use) ?? 0);
    return { nanoUsd, tokens: inputTokens + outputTokens };
  }

  /** Answers the bound that the attempt would exceed; at once where it is free. Throws, or rejects with, AppError. */
  reserve(): BudgetLimit | undefined | Promise<undefined> {
    const { ledger, clock, isFree } = this.#dependencies;
    const target = targetOf(this.#call);
    const { nanoUsd, tokens } = this.reserved;
    const reservation: Reservation = {
      ...this.#call.scopes,
      id: this.id,
      reservedAt: isoTime(clock.now()),
      instance: target.instance,
      model: target.model,
      nanoUsd,
      tokens,
      isFree: nanoUsd === 0 && isFree(target),
    };
    return reserveAttempt(ledger, reservation, this.#budgets);
  }

  /** `stopped`: the reply had begun. */
  refusal(exceeded: BudgetLimit, stopped: boolean): AppError {
    const { bounds } = this.#call;
    const ofKey = bounds?.includes(exceeded) === true ? "key" : undefined;
    return overBudget(exceeded, {
      ledger: this.ledger,
      target: targetOf(this.#call),
      name: budgetNamed(this.#budgets, exceeded) ?? ofKey,
      stopped,
    });
  }

  /** Nobody waits for it: until it stands, the reservation does. */
  settle(record: CallRecord): void {
    const { ledger, clock } = this.#dependencies;
    const { outcome, error, usage, firstContentMs, durationMs } = record;
    if (usage !== undefined)
      raiseToTaken(ledger, this.id, {
        reserved: this.reserved,
        taken: this.#takenBy(usage),
      });
    const isOpen = record.finishReason === undefined && error === undefined;
    const settlement: Writable<Settlement> = {
      settledAt: isoTime(clock.now()),
      outcome: isOpen ? "aborted" : outcome === "denied" ? "failed" : outcome,
      totalMs: durationMs,
    };
    if (error !== undefined) settlement.errorCode = error.code;
    if (usage !== undefined) settlement.usage = usage;
    if (firstContentMs !== undefined) settlement.firstTokenMs = firstContentMs;
    settleAttempt(ledger, this.id, settlement);
  }

  /** Where nobody bounds them, tokens are only counted. */
  #takenBy({ costNanoUsd = 0, inputTokens, outputTokens }: Usage): Amount {
    const isBounded = this.limits.length > 0;
    const tokens = isBounded ? inputTokens + outputTokens : 0;
    return { nanoUsd: costNanoUsd, tokens };
  }
}

const none: readonly BudgetLimit[] = [];

function limitsOf(
  budgets: readonly Budget[],
  bounds: readonly BudgetLimit[] = none,
): readonly BudgetLimit[] {
  if (budgets.length === 0) return bounds;
  return [...budgets.map(({ limit }) => limit), ...bounds];
}
