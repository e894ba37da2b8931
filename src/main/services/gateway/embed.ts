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
import type { Ledger } from "#main/ports/ledger.ts";
import type { TargetDirectory } from "../chat/call-provider.ts";
import type { Attempts } from "../chat/runner.ts";

export interface EmbedDependencies {
  readonly directory: TargetDirectory;
  readonly ledger: Pick<Ledger, "reserve" | "settle">;
  readonly priceOf: (instance: string, model: string) => Price | undefined;
  readonly clock: Pick<Clock, "now" | "monotonic">;
  readonly newId: () => string;
}

export interface EmbedCall {
  readonly request: EmbeddingRequest;
  readonly plan: RoutePlan;
  readonly admit: (target: RouteTarget) => AppError | undefined;
  readonly keyId?: string;
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
      if (!movesOn(failure.code) || signal.aborted) throw failure;
    }
  }
  throw failure;
}

async function ask(
  { instance, model }: RouteTarget,
  { request, keyId }: EmbedCall,
  by: EmbedDependencies & { readonly signal: AbortSignal },
): Promise<EmbeddingReply> {
  const provider = by.directory.provider(instance);
  if (provider.embed === undefined)
    throw new AppError("invalid-request", {
      message: `${instance} offers no embeddings; choose a model of another instance.`,
      data: { parameter: "model", instance },
    });
  const reply = await provider.embed({ ...request, model }, by.signal);
  const usage = { inputTokens: reply.inputTokens ?? 0, outputTokens: 0 };
  const price = by.priceOf(instance, model);
  const at = by.clock.now();
  const cost =
    reply.costNanoUsd ??
    (price && costNanoUsd(price, { usage, images: 0, at }));
  const time = new Date(at).toISOString();
  const id = by.newId();
  const scopes = keyId === undefined ? {} : { keyId };
  const amounts = { nanoUsd: 0, tokens: 0 };
  const entry = {
    ...scopes,
    ...amounts,
    id,
    instance,
    model,
    reservedAt: time,
  };
  by.ledger.reserve(entry, []);
  by.ledger.settle(id, {
    settledAt: time,
    outcome: "ok",
    usage: cost === undefined ? usage : { ...usage, costNanoUsd: cost },
  });
  return reply;
}
