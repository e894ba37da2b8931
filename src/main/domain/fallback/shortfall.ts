import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import {
  countImages,
  estimateRequestTokens,
} from "../prompt/estimate-tokens.ts";

/** What keeps a target from taking a request, as far as its descriptor tells. */
export interface Shortfall {
  readonly error: AppError;
  /** False: by our rough count alone it may still fit. */
  readonly isSure: boolean;
}

/** What a request asks of a model. */
export interface RequestNeeds {
  /** Prompt as estimated (rather too much) and the output that was asked for. */
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly images: boolean;
  readonly tools: boolean;
  readonly json: boolean;
}

/** Share of the estimate that a prompt has at the very least. */
const leastShare = 0.6;

export function needsOf(request: ChatRequest): RequestNeeds {
  const { responseFormat } = request;
  return {
    promptTokens: estimateRequestTokens(request),
    outputTokens: request.parameters.maxTokens ?? 1,
    images: countImages(request.messages) > 0,
    tools: (request.tools ?? []).length > 0 && request.toolChoice !== "none",
    json: responseFormat !== undefined && responseFormat.type !== "text",
  };
}

/** Undefined where the model can do it, and where nobody knows. */
export function shortfallOf(
  needs: RequestNeeds,
  model: ModelDescriptor | undefined,
): Shortfall | undefined {
  if (model === undefined) return undefined;
  const missing = missingAbility(needs, model);
  if (missing !== undefined) return { error: missing, isSure: true };
  const { contextLength } = model;
  if (contextLength === undefined) return undefined;
  const { promptTokens, outputTokens } = needs;
  if (promptTokens + outputTokens <= contextLength) return undefined;
  const least = promptTokens * leastShare + outputTokens;
  return {
    error: tooLong(model, contextLength, promptTokens + outputTokens),
    isSure: least > contextLength,
  };
}

function missingAbility(
  needs: RequestNeeds,
  model: ModelDescriptor,
): AppError | undefined {
  const { supportedParameters: known, inputModalities } = model;
  // Who does not say what it supports does not say what it reads either.
  if (known === undefined) return undefined;
  if (needs.tools && !known.includes("tools"))
    return unable(model, "tools", "uses no tools");
  if (needs.images && !inputModalities.includes("image"))
    return unable(model, "images", "reads no images");
  const writesJson =
    known.includes("response_format") || known.includes("structured_outputs");
  return needs.json && !writesJson
    ? unable(model, "response_format", "cannot be held to JSON")
    : undefined;
}

function unable(
  { ref, instance, id }: ModelDescriptor,
  parameter: string,
  what: string,
): AppError {
  return new AppError("unsupported-parameter", {
    message: `${ref} ${what}.`,
    data: { instance, model: id, parameter },
  });
}

function tooLong(
  { ref, instance, id }: ModelDescriptor,
  contextLength: number,
  tokens: number,
): AppError {
  return new AppError("context-too-long", {
    message: `${ref} reads ${contextLength} tokens at once; this needs about ${tokens}.`,
    data: { instance, model: id, contextLength, tokens },
  });
}
