import type { Usage } from "#shared/chat/usage.ts";
import { countOf, defined, isObject, type JsonObject } from "../json.ts";

/** Thoughts are counted beside the answer here; the neutral output includes them. */
export function readUsage(wire: unknown): Usage | undefined {
  if (!isObject(wire)) return undefined;
  const input = countOf(wire.promptTokenCount);
  if (input === undefined) return undefined;
  const reasoningTokens = countOf(wire.thoughtsTokenCount);
  const answer = countOf(wire.candidatesTokenCount) ?? 0;
  return {
    inputTokens: input + (countOf(wire.toolUsePromptTokenCount) ?? 0),
    outputTokens: answer + (reasoningTokens ?? 0),
    ...defined({
      cachedInputTokens: countOf(wire.cachedContentTokenCount),
      reasoningTokens,
    }),
  };
}

export function writeUsage(usage: Usage): JsonObject {
  const { inputTokens, outputTokens, reasoningTokens } = usage;
  return {
    promptTokenCount: inputTokens,
    candidatesTokenCount: Math.max(0, outputTokens - (reasoningTokens ?? 0)),
    ...defined({
      thoughtsTokenCount: reasoningTokens,
      cachedContentTokenCount: usage.cachedInputTokens,
    }),
    totalTokenCount: inputTokens + outputTokens,
  };
}
