import type { Usage } from "#shared/chat/usage.ts";
import { countOf, defined, type JsonObject } from "../json.ts";
import { toldCost } from "../told-cost.ts";

/** This dialect counts cached input beside `input_tokens`; the neutral count includes it. */
export function readUsage(wire: JsonObject): Usage | undefined {
  const plain = countOf(wire.input_tokens);
  const outputTokens = countOf(wire.output_tokens);
  if (plain === undefined && outputTokens === undefined) return undefined;
  const cachedInputTokens = countOf(wire.cache_read_input_tokens);
  const cacheWriteTokens = countOf(wire.cache_creation_input_tokens);
  return {
    inputTokens:
      (plain ?? 0) + (cachedInputTokens ?? 0) + (cacheWriteTokens ?? 0),
    outputTokens: outputTokens ?? 0,
    ...defined({ cachedInputTokens, cacheWriteTokens }),
    ...toldCost(wire.cost),
  };
}

export function writeUsage(usage: Usage): JsonObject {
  const { cachedInputTokens = 0, cacheWriteTokens = 0 } = usage;
  const plain = usage.inputTokens - cachedInputTokens - cacheWriteTokens;
  return {
    input_tokens: Math.max(0, plain),
    ...defined({
      cache_read_input_tokens: usage.cachedInputTokens,
      cache_creation_input_tokens: usage.cacheWriteTokens,
    }),
    output_tokens: usage.outputTokens,
  };
}
