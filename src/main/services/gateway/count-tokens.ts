import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { estimateRequestTokens } from "#main/domain/prompt/estimate-tokens.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type { TargetDirectory } from "../chat/call-provider.ts";

export interface TokenCount {
  readonly tokens: number;
  /** By the model's own count; else it is our estimate. */
  readonly isExact: boolean;
}

/** Input tokens of a request for an admitted target. Whatever keeps its model from counting leaves our estimate; throws `aborted` alone. */
export async function countTokens(
  request: ChatRequest,
  by: { readonly target: RouteTarget; readonly directory: TargetDirectory },
  signal: AbortSignal,
): Promise<TokenCount> {
  const tokens = await exactly(request, by, signal).catch(() => undefined);
  if (signal.aborted) throw new AppError("aborted", { message: "Stopped." });
  return tokens === undefined
    ? { tokens: estimateRequestTokens(request), isExact: false }
    : { tokens, isExact: true };
}

async function exactly(
  request: ChatRequest,
  {
    target: { instance, model },
    directory,
  }: { readonly target: RouteTarget; readonly directory: TargetDirectory },
  signal: AbortSignal,
): Promise<number | undefined> {
  // Nobody asks an instance that is switched off.
  if (directory.facts(instance) === undefined) return undefined;
  const provider = directory.provider(instance);
  return provider.countTokens?.({ ...request, model }, signal);
}
