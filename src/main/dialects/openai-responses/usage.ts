import type { Usage } from "#shared/chat/usage.ts";
import {
  countOf,
  defined,
  isObject,
  objectOf,
  type JsonObject,
} from "../json.ts";
import { toldCost } from "../told-cost.ts";

export function readUsage(wire: unknown): Usage | undefined {
  if (!isObject(wire)) return undefined;
  const inputTokens = countOf(wire.input_tokens);
  if (inputTokens === undefined) return undefined;
  const input = objectOf(wire.input_tokens_details) ?? {};
  const output = objectOf(wire.output_tokens_details) ?? {};
  return {
    inputTokens,
    outputTokens: countOf(wire.output_tokens) ?? 0,
    ...defined({
      cachedInputTokens: countOf(input.cached_tokens),
      reasoningTokens: countOf(output.reasoning_tokens),
    }),
    ...toldCost(wire.cost),
  };
}

export function writeUsage(usage: Usage): JsonObject {
  const { inputTokens, outputTokens } = usage;
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedInputTokens ?? 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0 },
    total_tokens: inputTokens + outputTokens,
  };
}
