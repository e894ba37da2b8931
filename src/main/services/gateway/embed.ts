import type {
  EmbeddingReply,
  EmbeddingRequest,
} from "#shared/chat/embedding.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { estimateRequestTokens } from "#main/domain/prompt/estimate-tokens.ts";
import type { RoutePlan } from "#main/domain/routing/plan-route.ts";
import { emitAll, type AskTarget } from "../chat/runner.ts";

/** A call for vectors in the engine's words. */
export interface VectorCall {
  /** The texts as a prompt of a reply without words: what it takes of limits and budgets. */
  readonly prompt: ChatRequest;
  readonly ask: AskTarget;
  /** The vectors, once the call has run to its end. Throws its error. */
  readonly vectors: () => EmbeddingReply;
}

export function vectorCall(request: EmbeddingRequest): VectorCall {
  const prompt = promptOf(request);
  let reply: EmbeddingReply | undefined;
  return {
    prompt,
    async ask({ provider, model }, signal, emit) {
      if (provider.embed === undefined) throw noVectors(model);
      const vectors = await provider.embed({ ...request, model }, signal);
      reply = vectors;
      const usage = usageOf(vectors, prompt);
      const finish = { type: "finish", reason: "stop" } as const;
      await emitAll(
        [{ event: { type: "usage", usage } }, { event: finish }],
        emit,
      );
    },
    vectors() {
      if (reply !== undefined) return reply;
      throw new AppError("internal", { message: "An end without vectors." });
    },
  };
}

/** The user's rule names who answers chats; vectors of another model would fit nothing that the caller keeps. */
export function withoutFallbackRule(plan: RoutePlan): RoutePlan {
  const targets = plan.targets.filter((it) => it.reason !== "fallback-rule");
  return { ...plan, targets };
}

/** Counts as one at least, whatever number it has. */
const aToken = "four";

function promptOf({ model, inputs }: EmbeddingRequest): ChatRequest {
  const parts = inputs.map((input) => ({
    type: "text" as const,
    text: typeof input === "string" ? input : aToken.repeat(input.length),
  }));
  const messages = [{ role: "user" as const, parts }];
  return { model, messages, parameters: { maxTokens: 0 } };
}

/** Where the upstream does not count, our own count stands and says so. */
function usageOf(
  { inputTokens, costNanoUsd }: EmbeddingReply,
  prompt: ChatRequest,
) {
  const counted =
    inputTokens === undefined
      ? {
          inputTokens: estimateRequestTokens(prompt),
          costSource: "estimate" as const,
        }
      : { inputTokens };
  const told = costNanoUsd === undefined ? {} : { costNanoUsd };
  return { ...counted, outputTokens: 0, ...told };
}

function noVectors(model: string): AppError {
  return new AppError("invalid-request", {
    message: `${model} gives no embeddings here; choose a model of another instance.`,
    data: { parameter: "model" },
  });
}
