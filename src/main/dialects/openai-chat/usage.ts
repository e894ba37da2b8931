import type { Usage } from "#shared/chat/usage.ts";
import {
  countOf,
  defined,
  isObject,
  objectOf,
  type JsonObject,
} from "../json.ts";
import { toldCost } from "../told-cost.ts";

/** `usage` of a chunk or a whole reply; undefined where it holds no counts. */
export function readUsage(value: unknown): Usage | undefined {
  if (!isObject(value)) return undefined;
  const inputTokens = countOf(value.prompt_tokens);
  const outputTokens = countOf(value.completion_tokens);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const input = objectOf(value.prompt_tokens_details) ?? {};
  const output = objectOf(value.completion_tokens_details) ?? {};
  return {
    inputTokens: inputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    ...defined({
      cachedInputTokens:
        countOf(input.cached_tokens) ?? countOf(value.prompt_cache_hit_tokens),
      cacheWriteTokens: countOf(input.cache_write_tokens),
      reasoningTokens: countOf(output.reasoning_tokens),
    }),
    ...toldCost(value.cost),
  };
}

/** Usage in this dialect's shape. */
export function writeUsage(usage: Usage): JsonObject {
  const { inputTokens, outputTokens, costNanoUsd } = usage;
  const input = defined({
    cached_tokens: usage.cachedInputTokens,
    cache_write_tokens: usage.cacheWriteTokens,
  });
  const output = defined({ reasoning_tokens: usage.reasoningTokens });
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    ...(Object.keys(input).length > 0 ? { prompt_tokens_details: input } : {}),
    ...(Object.keys(output).length > 0
      ? { completion_tokens_details: output }
      : {}),
    ...(costNanoUsd === undefined ? {} : { cost: costNanoUsd / 1e9 }),
  };
}
