import type { Writable } from "#shared/writable.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { costNanoUsd } from "#main/domain/pricing/cost.ts";
import {
  countImages,
  estimateRequestTokens,
} from "#main/domain/prompt/estimate-tokens.ts";
import { isoTime } from "#main/domain/time/iso-time.ts";
import { boundOutputTokens } from "#main/domain/prompt/bound-output.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type {
  Amount,
  BudgetLimit,
  Ledger,
  Settlement,
} from "#main/ports/ledger.ts";
import {
  budgetNamed,
  overBudget,
  reserveAttempt,
  settleAttempt,
} from "../../money/attempts.ts";
import type { Budget } from "../../money/budgets.ts";
import { createBrake } from "../brake.ts";
import { emitMetered, estimatedUsage } from "../metered.ts";
import {
  emitAll,
  failureEvent,
  refuse,
  targetOf,
  type ChatCall,
  type ChatStage,
  type Demand,
  type Emit,
} from "../runner.ts";
import { Tally, type CallRecord, type TallyDependencies } from "../tally.ts";

export interface BudgetStageDependencies extends TallyDependencies {
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

/**
 * Reserves the most that an attempt may cost before it goes out, ends a reply that grows past what
 * its budgets have left, and books what it did cost on every end.
 */
export function budget(dependencies: BudgetStageDependencies): ChatStage {
  return (next) => (call, signal, emit) =>
    targetOf(call).simulated || call.costsNothing === true
      ? next(call, signal, emit)
      : booked({ call, dependencies }, emit, (take) =>
          next(call, signal, take),
        );
}

interface Booking {
  readonly call: ChatCall;
  readonly dependencies: BudgetStageDependencies;
}

async function booked(
  booking: Booking,
  emit: Emit,
  run: (take: Emit) => Promise<void>,
): Promise<void> {
  const { call, dependencies } = booking;
  const id = dependencies.newId();
  const amountOf = measure(booking);
  const coveredTokens = mostOutput(booking);
  const reserved = amountOf(coveredTokens);
  try {
    const exceeded = await reserve(id, reserved, booking);
    if (exceeded) return refuse(refusalFor(exceeded, booking, false), emit);
  } catch (cause) {
    return refuse(cause, emit);
  }
  const tally = new Tally(call, dependencies);
  const brake = createBrake({
    id,
    reserved,
    ledger: dependencies.ledger,
    limits: [
      ...dependencies.budgetsOf(call).map(({ limit }) => limit),
      ...(call.bounds ?? []),
    ],
    coveredTokens,
    amountOf,
    refuse: (exceeded) => refusalFor(exceeded, booking, true),
  });
  try {
    await run((item) => {
      const refused = brake(item.event);
      const passed = emitMetered(tally, item, emit);
      if (refused === undefined) return passed;
      return stopAfter(passed, () =>
        emitMetered(tally, failureEvent(refused), emit),
      );
    });
    if (tally.hasEnded) await emitAll(estimatedUsage(tally), emit);
  } finally {
    // Nobody waits for it: until it stands, the reservation does.
    void settle(id, tally.toRecord(), dependencies);
  }
}

async function stopAfter(
  passed: ReturnType<Emit>,
  last: () => ReturnType<Emit>,
): Promise<Demand> {
  if ((await passed) !== "stop") await last();
  return "stop";
}

/** Answers the bound that the call would exceed. */
function reserve(
  id: string,
  { nanoUsd, tokens }: Amount,
  { call, dependencies }: Booking,
): Promise<BudgetLimit | undefined> {
  const { ledger, clock, budgetsOf, isFree } = dependencies;
  const target = targetOf(call);
  const { instance, model } = target;
  const reservation = {
    ...call.scopes,
    id,
    reservedAt: isoTime(clock.now()),
    instance,
    model,
    nanoUsd,
    tokens,
    isFree: nanoUsd === 0 && isFree(target),
  };
  return reserveAttempt(ledger, reservation, budgetsOf(call));
}

/** Output tokens that are reserved for. */
function mostOutput({ call, dependencies }: Booking): number {
  const { instance, model } = targetOf(call);
  return boundOutputTokens(
    call.request.parameters.maxTokens,
    dependencies.modelOf(instance, model)?.maxOutputTokens,
  );
}

/** What an attempt takes in all with so much output; its prompt is counted once. */
function measure({ call, dependencies }: Booking) {
  const { priceOf, clock } = dependencies;
  const { instance, model } = targetOf(call);
  const inputTokens = estimateRequestTokens(call.request);
  const images = countImages(call.request.messages);
  const price = priceOf(instance, model);
  return (outputTokens: number): Amount => {
    const usage = { inputTokens, outputTokens };
    const nanoUsd =
      price && costNanoUsd(price, { usage, images, at: clock.now() });
    return { nanoUsd: nanoUsd ?? 0, tokens: inputTokens + outputTokens };
  };
}

/** `stopped`: the reply had begun. */
function refusalFor(
  exceeded: BudgetLimit,
  { call, dependencies }: Booking,
  stopped: boolean,
): AppError {
  const { ledger, budgetsOf } = dependencies;
  const ofKey = call.bounds?.includes(exceeded) === true ? "key" : undefined;
  const name = budgetNamed(budgetsOf(call), exceeded) ?? ofKey;
  return overBudget(exceeded, {
    ledger,
    target: targetOf(call),
    name,
    stopped,
  });
}

function settle(
  id: string,
  record: CallRecord,
  { ledger, clock }: BudgetStageDependencies,
): Promise<void> {
  const { outcome, error, usage, firstContentMs, durationMs } = record;
  const isOpen = record.finishReason === undefined && error === undefined;
  const settlement: Writable<Settlement> = {
    settledAt: isoTime(clock.now()),
    outcome: isOpen ? "aborted" : outcome === "denied" ? "failed" : outcome,
    totalMs: durationMs,
  };
  if (error !== undefined) settlement.errorCode = error.code;
  if (usage !== undefined) settlement.usage = usage;
  if (firstContentMs !== undefined) settlement.firstTokenMs = firstContentMs;
  return settleAttempt(ledger, id, settlement);
}
