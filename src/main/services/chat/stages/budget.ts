import { AppError } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { costNanoUsd } from "#main/domain/pricing/cost.ts";
import {
  countImages,
  estimateRequestTokens,
} from "#main/domain/prompt/estimate-tokens.ts";
import { boundOutputTokens } from "#main/domain/prompt/bound-output.ts";
import type { BudgetLimit, Ledger, Settlement } from "#main/ports/ledger.ts";
import type { Budget } from "../../money/budgets.ts";
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

/** Reserves the most that an attempt may cost before it goes out, and books what it did cost on every end. */
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
  const refusal = reserve(id, booking);
  if (refusal !== undefined) {
    yield failureEvent(refusal);
    return;
  }
  const tally = createTally(call, dependencies);
  try {
    for await (const item of next(call)) yield* metered(tally, item);
    if (tally.hasEnded()) yield* estimatedUsage(tally);
  } finally {
    settle(id, tally.toRecord(), dependencies);
  }
}

/** Why the call must not go out, if so. What is free goes out even if it cannot be booked. */
function reserve(id: string, booking: Booking): AppError | undefined {
  const { call, dependencies } = booking;
  const { ledger, clock, budgetsOf } = dependencies;
  const { instance, model } = targetOf(call);
  const { nanoUsd, tokens } = mostOf(booking);
  const budgets = budgetsOf(call);
  try {
    const exceeded = ledger.reserve(
      {
        ...call.scopes,
        id,
        reservedAt: new Date(clock.now()).toISOString(),
        instance,
        model,
        nanoUsd,
        tokens,
      },
      nanoUsd === 0 ? [] : budgets.map((it) => it.limit),
    );
    return exceeded === undefined ? undefined : overBudget(exceeded, booking);
  } catch (cause) {
    return nanoUsd === 0 ? undefined : AppError.from(cause);
  }
}

function mostOf({ call, dependencies }: Booking) {
  const { priceOf, modelOf, clock } = dependencies;
  const { instance, model } = targetOf(call);
  const { messages, parameters } = call.request;
  const inputTokens = estimateRequestTokens(call.request);
  const outputTokens = boundOutputTokens(
    parameters.maxTokens,
    modelOf(instance, model)?.maxOutputTokens,
  );
  const price = priceOf(instance, model);
  const usage = { inputTokens, outputTokens };
  const images = countImages(messages);
  const nanoUsd =
    price && costNanoUsd(price, { usage, images, at: clock.now() });
  return { nanoUsd: nanoUsd ?? 0, tokens: inputTokens + outputTokens };
}

function overBudget(exceeded: BudgetLimit, booking: Booking): AppError {
  const { call, dependencies } = booking;
  const { instance, model } = targetOf(call);
  const budgets = dependencies.budgetsOf(call);
  const name = budgets.find(
    ({ limit }) => limit.since === exceeded.since,
  )?.name;
  return new AppError("over-budget", {
    message: `This could cost more than the budget${name === undefined ? "" : ` per ${name}`} has left.`,
    data: {
      instance,
      model,
      limitNanoUsd: exceeded.limit,
      usedNanoUsd: dependencies.ledger.used(exceeded),
      ...(name === undefined ? {} : { budget: name }),
    },
  });
}

function settle(
  id: string,
  record: CallRecord,
  { ledger, clock }: BudgetStageDependencies,
): void {
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
  try {
    ledger.settle(id, settlement);
  } catch {
    // Left open, the reservation stands as its cost and is settled as lost at the next start.
  }
}
