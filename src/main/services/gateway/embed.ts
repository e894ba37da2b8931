import type {
  EmbeddingReply,
  EmbeddingRequest,
} from "#shared/chat/embedding.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { Price } from "#shared/models/price.ts";
import { movesOn } from "#main/domain/fallback/moves-on.ts";
import { costNanoUsd } from "#main/domain/pricing/cost.ts";
import type {
  RoutePlan,
  RouteTarget,
} from "#main/domain/routing/plan-route.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Ledger, LedgerScopes, Settlement } from "#main/ports/ledger.ts";
import type { TargetDirectory } from "../chat/call-provider.ts";
import type { Attempts } from "../chat/runner.ts";
import {
  budgetNamed,
  overBudget,
  reserveAttempt,
  settleAttempt,
} from "../money/attempts.ts";
import type { Budget } from "../money/budgets.ts";

export interface EmbedDependencies {
  readonly directory: TargetDirectory;
  readonly ledger: Pick<Ledger, "reserve" | "settle" | "together" | "used">;
  /** The user's bounds that hold for a call of these scopes. */
  readonly budgetsOf: (scopes: LedgerScopes) => readonly Budget[];
  readonly priceOf: (instance: string, model: string) => Price | undefined;
  readonly clock: Pick<Clock, "now" | "monotonic">;
  readonly newId: () => string;
}

export interface EmbedCall {
  readonly request: EmbeddingRequest;
  readonly plan: RoutePlan;
  readonly admit: (target: RouteTarget) => AppError | undefined;
  /** The most tokens that it can come to, by our own count. */
  readonly mostTokens: number;
  readonly scopes: LedgerScopes;
  readonly attempts: Attempts;
}

export interface Embedded {
  readonly reply: EmbeddingReply;
  readonly target: RouteTarget;
}

/** Vectors of the plan's first target that gives them. Throws AppError. */
export async function embed(
  call: EmbedCall,
  dependencies: EmbedDependencies,
  signal: AbortSignal,
): Promise<Embedded> {
  const { plan, admit, attempts } = call;
  let failure = new AppError("no-target", { message: "Nothing can answer." });
  for (const target of plan.targets) {
    const refusal = admit(target);
    if (refusal !== undefined) throw refusal;
    attempts.count += 1;
    const startedAt = dependencies.clock.monotonic();
    const ended = () => ({
      startedAt,
      endedAt: dependencies.clock.monotonic(),
    });
    try {
      const reply = await ask(target, call, { ...dependencies, signal });
      attempts.tries?.push({ target, ...ended() });
      return { reply, target };
    } catch (cause) {
      failure = AppError.from(cause);
      attempts.tries?.push({ target, ...ended(), error: failure.toJSON() });
      // Who is out of money is not sent to another bill.
      const isOver = failure.code === "over-budget" || signal.aborted;
      if (isOver || !movesOn(failure.code)) throw failure;
    }
  }
  throw failure;
}

async function ask(
  { instance, model }: RouteTarget,
  call: EmbedCall,
  by: EmbedDependencies & { readonly signal: AbortSignal },
): Promise<EmbeddingReply> {
  const provider = by.directory.provider(instance);
  if (provider.embed === undefined)
    throw new AppError("invalid-request", {
      message: `${instance} offers no embeddings; choose a model of another instance.`,
      data: { parameter: "model", instance },
    });
  const id = await reserve({ instance, model }, call, by);
  const timeNow = () => new Date(by.clock.now()).toISOString();
  try {
    const reply = await provider.embed({ ...call.request, model }, by.signal);
    const inputTokens = reply.inputTokens ?? 0;
    const cost =
      reply.costNanoUsd ?? costOf({ instance, model }, inputTokens, by);
    const usage = { inputTokens, outputTokens: 0, costNanoUsd: cost };
    await settleAttempt(by.ledger, id, {
      settledAt: timeNow(),
      outcome: "ok",
      usage,
    });
    return reply;
  } catch (cause) {
    const { code: errorCode } = AppError.from(cause);
    const outcome: Settlement["outcome"] =
      errorCode === "aborted" ? "aborted" : "failed";
    await settleAttempt(by.ledger, id, {
      settledAt: timeNow(),
      outcome,
      errorCode,
    });
    throw cause;
  }
}

type Target = Pick<RouteTarget, "instance" | "model">;

/** The id of what was booked. Throws `over-budget`, and the store's AppError where a paid call cannot be booked. */
async function reserve(
  target: Target,
  { mostTokens: tokens, scopes }: EmbedCall,
  by: EmbedDependencies,
): Promise<string> {
  const { ledger, clock } = by;
  const { instance, model } = target;
  const id = by.newId();
  const reservedAt = new Date(clock.now()).toISOString();
  const nanoUsd = costOf(target, tokens, by);
  const budgets = by.budgetsOf(scopes);
  const exceeded = await reserveAttempt(
    ledger,
    { ...scopes, id, reservedAt, instance, model, nanoUsd, tokens },
    budgets,
  );
  if (exceeded === undefined) return id;
  const name = budgetNamed(budgets, exceeded);
  throw overBudget(exceeded, { ledger, target, name, stopped: false });
}

/** What is not priced costs nothing that anybody knows of. */
function costOf(
  { instance, model }: Target,
  inputTokens: number,
  { priceOf, clock }: EmbedDependencies,
): number {
  const usage = { inputTokens, outputTokens: 0 };
  const price = priceOf(instance, model);
  const at = clock.now();
  return (price && costNanoUsd(price, { usage, images: 0, at })) ?? 0;
}
