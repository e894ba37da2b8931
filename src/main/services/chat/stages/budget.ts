import { AppError } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { costNanoUsd } from "#main/domain/pricing/cost.ts";
import {
  countImages,
  estimateRequestTokens,
} from "#main/domain/prompt/estimate-tokens.ts";
import { boundOutputTokens } from "#main/domain/prompt/bound-output.ts";
import type {
  Amount,
  BudgetLimit,
  Ledger,
  Settlement,
} from "#main/ports/ledger.ts";
import type { Budget } from "../../money/budgets.ts";
import { createBrake } from "../brake.ts";
import { estimatedUsage, metered } from "../metered.ts";
import {
  failureEvent,
  targetOf,
  type ChatCall,
  type ChatStage,
} from "../runner.ts";
import {
  createTally,
  type CallRecord,
  type TallyDependencies,
} from "../tally.ts";

export interface BudgetStageDependencies extends TallyDependencies {
  readonly ledger: Ledger;
  readonly modelOf: (
    instance: string,
    model: string,
  ) => ModelDescriptor | undefined;
  /** Bounds that hold for this call. */
  readonly budgetsOf: (call: ChatCall) => readonly Budget[];
  readonly newId: () => string;
}

/**
 * Reserves the most that an attempt may cost before it goes out, ends a reply that grows past what
 * its budgets have left, and books what it did cost on every end.
 */
export function budget(dependencies: BudgetStageDependencies): ChatStage {
  return (next) => (call, signal) =>
    targetOf(call).simulated
      ? next(call, signal)
      : booked({ call, dependencies }, (it) => next(it, signal));
}

interface Booking {
  readonly call: ChatCall;
  readonly dependencies: BudgetStageDependencies;
}

async function* booked(
  booking: Booking,
  next: (call: ChatCall) => ReturnType<ReturnType<ChatStage>>,
) {
  const { call, dependencies } = booking;
  const id = dependencies.newId();
  const reserved = mostOf(booking);
  const refusal = await reserve(id, reserved, booking);
  if (refusal !== undefined) {
    yield failureEvent(refusal);
    return;
  }
  const tally = createTally(call, dependencies);
  const brake = createBrake({
    id,
    reserved,
    ledger: dependencies.ledger,
    limits: [
      ...dependencies.budgetsOf(call).map(({ limit }) => limit),
      ...(call.bounds ?? []),
    ],
    amountOf: amountOf(booking),
    refuse: (exceeded) => overBudget(exceeded, booking, true),
  });
  try {
    for await (const item of next(call)) {
      for (const out of metered(tally, item)) yield out;
      const stop = brake(item.event);
      if (stop === undefined) continue;
      yield* metered(tally, failureEvent(stop));
      return;
    }
    if (tally.hasEnded()) yield* estimatedUsage(tally);
  } finally {
    await settle(id, tally.toRecord(), dependencies);
  }
}

/** Why the call must not go out, if so. What is free goes out even if it cannot be booked. */
async function reserve(
  id: string,
  { nanoUsd, tokens }: Amount,
  booking: Booking,
): Promise<AppError | undefined> {
  const { call, dependencies } = booking;
  const { ledger, clock, budgetsOf } = dependencies;
  const { instance, model } = targetOf(call);
  const budgets = budgetsOf(call);
  try {
    const reservation = {
      ...call.scopes,
      id,
      reservedAt: new Date(clock.now()).toISOString(),
      instance,
      model,
      nanoUsd,
      tokens,
    };
    const limits = nanoUsd === 0 ? [] : budgets.map((it) => it.limit);
    const exceeded = await ledger.together(() =>
      ledger.reserve(reservation, limits),
    );
    return exceeded === undefined
      ? undefined
      : overBudget(exceeded, booking, false);
  } catch (cause) {
    return nanoUsd === 0 ? undefined : AppError.from(cause);
  }
}

function mostOf(booking: Booking): Amount {
  const { call, dependencies } = booking;
  const { instance, model } = targetOf(call);
  const outputTokens = boundOutputTokens(
    call.request.parameters.maxTokens,
    dependencies.modelOf(instance, model)?.maxOutputTokens,
  );
  return amountOf(booking)(outputTokens);
}

/** What an attempt takes in all with so much output; its prompt is counted once. */
function amountOf({ call, dependencies }: Booking) {
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
function overBudget(
  exceeded: BudgetLimit,
  { call, dependencies }: Booking,
  stopped: boolean,
): AppError {
  const { instance, model } = targetOf(call);
  const budgets = dependencies.budgetsOf(call);
  const {
    name = call.bounds?.includes(exceeded) === true ? "key" : undefined,
  } =
    budgets.find(
      ({ limit: { since, limit } }) =>
        since === exceeded.since && limit === exceeded.limit,
    ) ?? {};
  const which = name === undefined ? "" : ` per ${name}`;
  const [limit, used] =
    exceeded.measure === "nanoUsd"
      ? (["limitNanoUsd", "usedNanoUsd"] as const)
      : (["limitTokens", "usedTokens"] as const);
  return new AppError("over-budget", {
    message: stopped
      ? `The reply was stopped: it had reached what the budget${which} has left.`
      : `This could cost more than the budget${which} has left.`,
    data: {
      instance,
      model,
      [limit]: exceeded.limit,
      [used]: dependencies.ledger.used(exceeded),
      ...(name === undefined ? {} : { budget: name }),
      ...(stopped ? { stopped } : {}),
    },
  });
}

function settle(
  id: string,
  record: CallRecord,
  { ledger, clock }: BudgetStageDependencies,
): Promise<void> {
  const { outcome, error, usage, firstContentMs, durationMs } = record;
  const isOpen = record.finishReason === undefined && error === undefined;
  const settlement: Settlement = {
    settledAt: new Date(clock.now()).toISOString(),
    outcome: isOpen ? "aborted" : outcome === "denied" ? "failed" : outcome,
    totalMs: durationMs,
    ...(error === undefined ? {} : { errorCode: error.code }),
    ...(usage === undefined ? {} : { usage }),
    ...(firstContentMs === undefined ? {} : { firstTokenMs: firstContentMs }),
  };
  // Left open, the reservation stands as its cost and is settled as lost at the next start.
  return ledger
    .together(() => ledger.settle(id, settlement))
    .catch(() => undefined);
}
