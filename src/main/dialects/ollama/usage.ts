import type { Usage } from "#shared/chat/usage.ts";
import { countOf, type JsonObject } from "../json.ts";

export function readUsage(wire: JsonObject): Usage | undefined {
  const inputTokens = countOf(wire.prompt_eval_count);
  const outputTokens = countOf(wire.eval_count);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  // A prompt that was wholly cached is not counted at all.
  return { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 };
}

export function writeUsage(usage: Usage): JsonObject {
  const { inputTokens, outputTokens } = usage;
  return { prompt_eval_count: inputTokens, eval_count: outputTokens };
}
